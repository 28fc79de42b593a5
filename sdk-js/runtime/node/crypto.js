// The part of `node:crypto` that needs no OpenSSL: hashes, keyed hashes, key derivation and random values. What is not
// exported here is refused when the component is built.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, ripemd160, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import {
  sha224,
  sha256,
  sha384,
  sha512,
  sha512_224,
  sha512_256,
} from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512 } from "@noble/hashes/sha3.js";
import { Buffer } from "node:buffer";

const HASHES = {
  md5,
  ripemd160,
  rmd160: ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  "sha512-224": sha512_224,
  "sha512-256": sha512_256,
  "sha3-224": sha3_224,
  "sha3-256": sha3_256,
  "sha3-384": sha3_384,
  "sha3-512": sha3_512,
};

const failure = (Kind, code, message) =>
  Object.assign(new Kind(message), { code });

function hashNamed(name) {
  const found = HASHES[String(name).toLowerCase().replace(/^rsa-/, "")];
  if (found === undefined) {
    throw new Error("Digest method not supported");
  }
  return found;
}

function bytes(data, encoding = "utf8") {
  if (typeof data === "string")
    return new Uint8Array(Buffer.from(data, encoding));
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const message = `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data === null ? "null" : typeof data}`;
  throw failure(TypeError, "ERR_INVALID_ARG_TYPE", message);
}

/** Bytes as a caller wants them: a buffer, or text in an encoding. */
function shown(raw, encoding) {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return encoding === undefined || encoding === "buffer"
    ? buffer
    : buffer.toString(encoding);
}

class Digest {
  #state;
  #done = false;

  constructor(state) {
    this.#state = state;
  }

  #open() {
    if (this.#done) {
      throw failure(
        Error,
        "ERR_CRYPTO_HASH_FINALIZED",
        "Digest already called",
      );
    }
  }

  update(data, encoding) {
    this.#open();
    this.#state.update(bytes(data, encoding));
    return this;
  }

  digest(encoding) {
    this.#open();
    this.#done = true;
    return shown(this.#state.digest(), encoding);
  }

  copy() {
    this.#open();
    return new this.constructor(this.#state.clone());
  }
}

export class Hash extends Digest {}
export class Hmac extends Digest {}

export const createHash = (name) => new Hash(hashNamed(name).create());
export const createHmac = (name, key) =>
  new Hmac(hmac.create(hashNamed(name), bytes(key)));
export const hash = (name, data, encoding = "hex") =>
  createHash(name).update(data).digest(encoding);
export const getHashes = () => Object.keys(HASHES);

export const webcrypto = globalThis.crypto;
export const subtle = globalThis.crypto.subtle;
export const getRandomValues = (view) =>
  globalThis.crypto.getRandomValues(view);
export const randomUUID = () => globalThis.crypto.randomUUID();

export function randomFillSync(view, offset = 0, size = view.length - offset) {
  const all = bytes(view).subarray(offset, offset + size);
  // The web gives no more at once.
  for (let at = 0; at < all.length; at += 65536) {
    globalThis.crypto.getRandomValues(all.subarray(at, at + 65536));
  }
  return view;
}

/** Calls back with what a function makes, where there is a callback. */
function later(make, callback) {
  if (callback === undefined) return make();
  queueMicrotask(() => {
    let made;
    try {
      made = make();
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, made);
  });
  return undefined;
}

export const randomBytes = (size, callback) =>
  later(() => randomFillSync(Buffer.alloc(size)), callback);

export function randomInt(min, max, callback) {
  if (max === undefined || typeof max === "function") {
    return randomInt(0, min, max);
  }
  const range = max - min;
  if (
    !Number.isSafeInteger(min) ||
    !Number.isSafeInteger(max) ||
    !(range > 0) ||
    range > 2 ** 48 - 1
  ) {
    throw failure(
      RangeError,
      "ERR_OUT_OF_RANGE",
      `The range of "max" - "min" is out of range: ${range}`,
    );
  }
  return later(() => {
    const limit = 2 ** 48 - (2 ** 48 % range);
    for (;;) {
      const [high, low] = globalThis.crypto.getRandomValues(new Uint32Array(2));
      const value = (high & 0xffff) * 2 ** 32 + low;
      if (value < limit) return min + (value % range);
    }
  }, callback);
}

export function timingSafeEqual(a, b) {
  const [left, right] = [bytes(a), bytes(b)];
  if (left.length !== right.length) {
    throw failure(
      RangeError,
      "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
      "Input buffers must have the same byte length",
    );
  }
  return left.reduce((seen, byte, i) => seen | (byte ^ right[i]), 0) === 0;
}

export const pbkdf2Sync = (password, salt, iterations, size, name) =>
  shown(
    pbkdf2(hashNamed(name), bytes(password), bytes(salt), {
      c: iterations,
      dkLen: size,
    }),
  );

export const hkdfSync = (name, key, salt, info, size) =>
  hkdf(hashNamed(name), bytes(key), bytes(salt), bytes(info), size).buffer;

export function scryptSync(password, salt, size, options = {}) {
  const N = options.N ?? options.cost ?? 16384;
  const r = options.r ?? options.blockSize ?? 8;
  const p = options.p ?? options.parallelization ?? 1;
  return shown(scrypt(bytes(password), bytes(salt), { N, r, p, dkLen: size }));
}

export default {
  Hash,
  Hmac,
  createHash,
  createHmac,
  getHashes,
  getRandomValues,
  hash,
  hkdfSync,
  pbkdf2Sync,
  randomBytes,
  randomFillSync,
  randomInt,
  randomUUID,
  scryptSync,
  subtle,
  timingSafeEqual,
  webcrypto,
};
