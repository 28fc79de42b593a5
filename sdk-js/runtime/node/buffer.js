// `node:buffer`: the package's, which lacks one encoding.
import * as rest from "witloom-node:buffer";

export const { Buffer, SlowBuffer, kMaxLength, constants } = rest;
export const Blob = globalThis.Blob;
export const File = globalThis.File;
export const atob = (text) => globalThis.atob(text);
export const btoa = (text) => globalThis.btoa(text);

const isOurs = (encoding) => String(encoding).toLowerCase() === "base64url";
const known = (encoding) => (isOurs(encoding) ? "base64" : encoding);
const { from, isEncoding, byteLength } = Buffer;
const { toString, write, fill } = Buffer.prototype;

Buffer.from = (value, encoding, length) =>
  typeof value === "string"
    ? from(value, known(encoding))
    : from(value, encoding, length);
Buffer.isEncoding = (encoding) => isOurs(encoding) || isEncoding(encoding);
Buffer.byteLength = (value, encoding) => byteLength(value, known(encoding));
Buffer.prototype.write = function (text, ...rest) {
  return write.call(this, text, ...rest.map(known));
};
Buffer.prototype.fill = function (value, ...rest) {
  return fill.call(this, value, ...rest.map(known));
};
Buffer.prototype.toString = function (encoding, start, end) {
  const text = toString.call(this, known(encoding), start, end);
  return isOurs(encoding)
    ? text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
    : text;
};

export default {
  Blob,
  Buffer,
  File,
  SlowBuffer,
  atob,
  btoa,
  constants,
  kMaxLength,
};
