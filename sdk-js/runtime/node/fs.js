// `node:fs`: the granted folders. What is not exported here is refused when the component is built.
import { Buffer } from "node:buffer";
import {
  absolute,
  calling,
  failure,
  held,
  leading,
  named,
  place,
} from "./files.js";
import { constants, flagged } from "./flags.js";
import { input, print } from "./standard.js";
import { Dirent, Stats } from "./stats.js";

export { Dirent, Stats, constants };

/** The most that one call moves. */
const CHUNK = 1 << 20;
const FOLLOW = { symlinkFollow: true };
const READ = { read: true };
const WRITE = { write: true };

const asked = (options) =>
  typeof options === "string" ? { encoding: options } : (options ?? {});
const worded = (bytes, { encoding }) =>
  encoding && encoding !== "buffer" ? bytes.toString(encoding) : bytes;

function bytesOf(data, encoding) {
  if (typeof data === "string") return Buffer.from(data, encoding ?? "utf8");
  if (ArrayBuffer.isView(data))
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const text = `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.`;
  throw Object.assign(new TypeError(text), { code: "ERR_INVALID_ARG_TYPE" });
}

// What is known of a file

function statWith(syscall, flags, path, options) {
  const name = named(path);
  const isLeading = leading(name).length > 0;
  if (isLeading)
    return new Stats({ type: "directory", linkCount: 1n, size: 0n });
  try {
    const { folder, path: inner } = place(name, syscall);
    return new Stats(calling(syscall, name, () => folder.statAt(flags, inner)));
  } catch (error) {
    if (options?.throwIfNoEntry === false && error.code === "ENOENT")
      return undefined;
    throw error;
  }
}

export const statSync = (path, options) =>
  statWith("stat", FOLLOW, path, options);
export const lstatSync = (path, options) =>
  statWith("lstat", {}, path, options);

export function existsSync(path) {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

export function accessSync(path, mode = constants.F_OK) {
  const found = statWith("access", FOLLOW, path);
  if (!(mode & constants.W_OK) || found.isDirectory()) return;
  const { folder, path: inner } = place(named(path), "access");
  calling("access", named(path), () => folder.openAt(FOLLOW, inner, {}, WRITE))[
    Symbol.dispose
  ]();
}

export function realpathSync(path) {
  statWith("realpath", FOLLOW, path);
  return absolute(named(path));
}
realpathSync.native = realpathSync;

// Open files

const open = new Map();
let unused = 3;

export function openSync(path, flags = "r") {
  const [name, wanted] = [named(path), flagged(flags)];
  const has = (flag) => (wanted & flag) !== 0;
  const rights = {
    read: !has(constants.O_WRONLY),
    write: has(constants.O_WRONLY) || has(constants.O_RDWR),
  };
  const { O_CREAT, O_EXCL, O_TRUNC } = constants;
  const ways = {
    create: has(O_CREAT),
    exclusive: has(O_EXCL),
    truncate: has(O_TRUNC),
  };
  const { folder, path: inner } = place(name, "open");
  const descriptor = calling("open", name, () =>
    folder.openAt(FOLLOW, inner, ways, rights),
  );
  open.set(unused, { descriptor, at: 0, append: has(constants.O_APPEND) });
  return unused++;
}

function opened(number, syscall) {
  const file = open.get(number);
  if (file === undefined) throw failure("bad-descriptor", syscall);
  return file;
}

export function closeSync(number) {
  const { descriptor } = opened(number, "close");
  open.delete(number);
  descriptor[Symbol.dispose]();
}

const statOf = (file, syscall) =>
  calling(syscall, undefined, () => file.descriptor.stat());

export const fstatSync = (number) =>
  new Stats(statOf(opened(number, "fstat"), "fstat"));

export function fsyncSync(number) {
  const { descriptor } = opened(number, "fsync");
  calling("fsync", undefined, () => descriptor.sync());
}
export const fdatasyncSync = fsyncSync;

export function ftruncateSync(number, size = 0) {
  const { descriptor } = opened(number, "ftruncate");
  calling("ftruncate", undefined, () => descriptor.setSize(BigInt(size)));
}

function readFrom(file, most, position) {
  const at = BigInt(position ?? file.at);
  const read = () => file.descriptor.read(BigInt(Math.min(most, CHUNK)), at);
  try {
    const [bytes] = calling("read", undefined, read);
    if (position === undefined || position === null) file.at += bytes.length;
    return bytes;
  } catch (error) {
    const isFolder =
      error.code === "EBADF" && statOf(file, "read").type === "directory";
    throw isFolder ? failure("is-directory", "read") : error;
  }
}

export function readSync(number, buffer, offset, length, position) {
  if (typeof offset === "object" && offset !== null)
    ({ offset, length, position } = offset);
  const start = offset ?? 0;
  const most = length ?? buffer.byteLength - start;
  const bytes =
    number === 0
      ? input(most)
      : readFrom(opened(number, "read"), most, position);
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(
    bytes,
    start,
  );
  return bytes.length;
}

function writeTo(file, bytes, position) {
  let at =
    position ?? (file.append ? Number(statOf(file, "write").size) : file.at);
  for (let done = 0; done < bytes.length; ) {
    const part = bytes.subarray(done, done + CHUNK);
    const written = calling("write", undefined, () =>
      file.descriptor.write(part, BigInt(at)),
    );
    done += Number(written);
    at += Number(written);
  }
  if (position === undefined || position === null) file.at = at;
  return bytes.length;
}

export function writeSync(number, data, ...rest) {
  let [bytes, position] = [bytesOf(data), rest[0]];
  if (typeof data === "string") {
    if (typeof rest[1] === "string") bytes = bytesOf(data, rest[1]);
  } else {
    const given = typeof rest[0] === "object" && rest[0] !== null;
    const [offset, length, at] = given
      ? [rest[0].offset, rest[0].length, rest[0].position]
      : rest;
    const start = offset ?? 0;
    bytes = bytes.subarray(start, start + (length ?? bytes.length - start));
    position = at;
  }
  if (number === 1 || number === 2) return print(number, bytes);
  return writeTo(opened(number, "write"), bytes, position);
}

// Whole files

function using(path, flags, act) {
  if (typeof path === "number") return act(path);
  const number = openSync(path, flags);
  try {
    return act(number);
  } finally {
    closeSync(number);
  }
}

export function readFileSync(path, options) {
  const chosen = asked(options);
  return using(path, chosen.flag ?? "r", (number) => {
    const pieces = [];
    for (;;) {
      const piece =
        number === 0 ? input() : readFrom(opened(number, "read"), CHUNK);
      if (piece.length === 0) break;
      pieces.push(piece);
    }
    return worded(Buffer.concat(pieces), chosen);
  });
}

export function writeFileSync(path, data, options) {
  const { encoding, flag = "w" } = asked(options);
  const bytes = bytesOf(data, encoding);
  using(path, flag, (number) => writeSync(number, bytes));
}

export const appendFileSync = (path, data, options) =>
  writeFileSync(path, data, { flag: "a", ...asked(options) });

export function truncateSync(path, size = 0) {
  using(path, "r+", (number) => ftruncateSync(number, size));
}

export function copyFileSync(from, to, mode = 0) {
  const data = readFileSync(from);
  writeFileSync(to, data, {
    flag: mode & constants.COPYFILE_EXCL ? "wx" : "w",
  });
}

// Names

function at(syscall, path, act) {
  const name = named(path);
  const { folder, path: inner } = place(name, syscall);
  return calling(syscall, name, () => act(folder, inner));
}

export const unlinkSync = (path) =>
  at("unlink", path, (folder, inner) => folder.unlinkFileAt(inner));
export const rmdirSync = (path) =>
  at("rmdir", path, (folder, inner) => folder.removeDirectoryAt(inner));
export const readlinkSync = (path) =>
  at("readlink", path, (folder, inner) => folder.readlinkAt(inner));
export const symlinkSync = (target, path) =>
  at("symlink", path, (folder, inner) =>
    folder.symlinkAt(named(target), inner),
  );

function between(syscall, from, to, act) {
  const [old, next] = [named(from), named(to)];
  const source = place(old, syscall);
  const target = place(old, syscall, next);
  calling(syscall, old, () => act(source, target), next);
}

export const renameSync = (from, to) =>
  between("rename", from, to, (a, b) =>
    a.folder.renameAt(a.path, b.folder, b.path),
  );
export const linkSync = (from, to) =>
  between("link", from, to, (a, b) =>
    a.folder.linkAt({}, a.path, b.folder, b.path),
  );

function moment(time) {
  const seconds = time instanceof Date ? time.getTime() / 1000 : Number(time);
  const whole = Math.floor(seconds);
  const nanoseconds = Math.round((seconds - whole) * 1e9);
  return { tag: "timestamp", val: { seconds: BigInt(whole), nanoseconds } };
}

export const utimesSync = (path, accessed, changed) =>
  at("utime", path, (folder, inner) =>
    folder.setTimesAt(FOLLOW, inner, moment(accessed), moment(changed)),
  );

function entriesOf(path) {
  const name = named(path);
  const on = leading(name);
  if (on.length > 0) return on.map((entry) => ["directory", entry]);
  const { folder, path: inner } = place(name, "scandir");
  return calling("scandir", name, () => {
    const listed = folder.openAt(FOLLOW, inner, { directory: true }, READ);
    const stream = listed.readDirectory();
    const found = [];
    for (let entry; (entry = stream.readDirectoryEntry()) !== undefined; ) {
      found.push([entry.type, entry.name]);
    }
    stream[Symbol.dispose]();
    listed[Symbol.dispose]();
    return found;
  });
}

export function readdirSync(path, options) {
  const { withFileTypes, recursive } = asked(options);
  const top = named(path);
  const found = [];
  const visit = (folder, prefix) => {
    for (const [kind, name] of entriesOf(folder).sort(([, a], [, b]) =>
      a < b ? -1 : 1,
    )) {
      found.push(
        withFileTypes ? new Dirent(kind, name, folder) : prefix + name,
      );
      if (recursive && kind === "directory")
        visit(`${folder}/${name}`, `${prefix}${name}/`);
    }
  };
  visit(top, "");
  return found;
}

export function mkdirSync(path, options) {
  const name = named(path);
  if (!options?.recursive)
    return void at("mkdir", path, (folder, inner) =>
      folder.createDirectoryAt(inner),
    );
  const parts = absolute(name).split("/").slice(1);
  let first;
  place(name, "mkdir");
  for (let count = 1; count <= parts.length; count++) {
    const each = `/${parts.slice(0, count).join("/")}`;
    if (held(each) === undefined || existsSync(each)) continue;
    mkdirSync(each);
    first ??= each;
  }
  if (!statSync(name).isDirectory()) throw failure("exist", "mkdir", name);
  return first;
}

export function mkdtempSync(prefix) {
  const letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  for (;;) {
    const random = crypto.getRandomValues(new Uint8Array(6));
    const path =
      named(prefix) +
      Array.from(random, (value) => letters[value % letters.length]).join("");
    if (existsSync(path)) continue;
    mkdirSync(path);
    return path;
  }
}

export function rmSync(path, { force = false, recursive = false } = {}) {
  const found = statWith("rm", {}, path, { throwIfNoEntry: !force });
  if (found === undefined) return;
  if (!found.isDirectory()) return unlinkSync(path);
  if (!recursive) {
    const error = new Error(
      `Path is a directory: rm returned EISDIR (is a directory) ${named(path)}`,
    );
    throw Object.assign(error, {
      code: "ERR_FS_EISDIR",
      path: named(path),
      syscall: "rm",
    });
  }
  for (const [, name] of entriesOf(path))
    rmSync(`${named(path)}/${name}`, { recursive });
  rmdirSync(path);
}

export function cpSync(from, to, { recursive = false, force = true } = {}) {
  if (!statSync(from).isDirectory()) {
    if (force || !existsSync(to)) copyFileSync(from, to);
    return;
  }
  if (!recursive) {
    const error = new Error(
      `Recursive option not enabled, cannot copy a directory: ${named(from)}`,
    );
    throw Object.assign(error, {
      code: "ERR_FS_EISDIR",
      path: named(from),
      syscall: "cp",
    });
  }
  mkdirSync(to, { recursive });
  for (const [, name] of entriesOf(from))
    cpSync(`${named(from)}/${name}`, `${named(to)}/${name}`, {
      recursive,
      force,
    });
}

// The same with callbacks and promises

const callback =
  (act) =>
  (...args) => {
    const done = args.pop();
    queueMicrotask(() => {
      let result;
      try {
        result = act(...args);
      } catch (error) {
        return done(error);
      }
      done(null, result);
    });
  };
const promised =
  (act) =>
  async (...args) =>
    act(...args);

export const access = callback(accessSync);
export const appendFile = callback(appendFileSync);
export const close = callback(closeSync);
export const copyFile = callback(copyFileSync);
export const cp = callback(cpSync);
export const exists = (path, done) =>
  queueMicrotask(() => done(existsSync(path)));
export const fstat = callback(fstatSync);
export const fsync = callback(fsyncSync);
export const ftruncate = callback(ftruncateSync);
export const link = callback(linkSync);
export const lstat = callback(lstatSync);
export const mkdir = callback(mkdirSync);
export const mkdtemp = callback(mkdtempSync);
const openWith = callback(openSync);
export { openWith as open };
export const read = callback(readSync);
export const readFile = callback(readFileSync);
export const readdir = callback(readdirSync);
export const readlink = callback(readlinkSync);
export const realpath = callback(realpathSync);
export const rename = callback(renameSync);
export const rm = callback(rmSync);
export const rmdir = callback(rmdirSync);
export const stat = callback(statSync);
export const symlink = callback(symlinkSync);
export const truncate = callback(truncateSync);
export const unlink = callback(unlinkSync);
export const utimes = callback(utimesSync);
export const write = callback(writeSync);
export const writeFile = callback(writeFileSync);

/** A file that `fs.promises.open` gives. */
class FileHandle {
  #number;

  constructor(number) {
    this.#number = number;
  }

  get fd() {
    return this.#number;
  }

  async read(...args) {
    const buffer = args[0] ?? Buffer.alloc(16384);
    return {
      bytesRead: readSync(this.#number, buffer, ...args.slice(1)),
      buffer,
    };
  }

  async write(...args) {
    return { bytesWritten: writeSync(this.#number, ...args), buffer: args[0] };
  }

  readFile = promised((options) => readFileSync(this.#number, options));
  writeFile = promised((data, options) =>
    writeFileSync(this.#number, data, options),
  );
  appendFile = this.writeFile;
  stat = promised(() => fstatSync(this.#number));
  truncate = promised((size) => ftruncateSync(this.#number, size));
  sync = promised(() => fsyncSync(this.#number));
  datasync = this.sync;
  close = promised(() => {
    closeSync(this.#number);
    this.#number = -1;
  });
  [Symbol.asyncDispose] = this.close;
}

export const promises = {
  access: promised(accessSync),
  appendFile: promised(appendFileSync),
  constants,
  copyFile: promised(copyFileSync),
  cp: promised(cpSync),
  link: promised(linkSync),
  lstat: promised(lstatSync),
  mkdir: promised(mkdirSync),
  mkdtemp: promised(mkdtempSync),
  open: async (...args) => new FileHandle(openSync(...args)),
  readFile: promised(readFileSync),
  readdir: promised(readdirSync),
  readlink: promised(readlinkSync),
  realpath: promised(realpathSync),
  rename: promised(renameSync),
  rm: promised(rmSync),
  rmdir: promised(rmdirSync),
  stat: promised(statSync),
  symlink: promised(symlinkSync),
  truncate: promised(truncateSync),
  unlink: promised(unlinkSync),
  utimes: promised(utimesSync),
  writeFile: promised(writeFileSync),
};

export default {
  Dirent,
  Stats,
  access,
  accessSync,
  appendFile,
  appendFileSync,
  close,
  closeSync,
  constants,
  copyFile,
  copyFileSync,
  cp,
  cpSync,
  exists,
  existsSync,
  fdatasyncSync,
  fstat,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  link,
  linkSync,
  lstat,
  lstatSync,
  mkdir,
  mkdirSync,
  mkdtemp,
  mkdtempSync,
  openSync,
  promises,
  read,
  readFile,
  readFileSync,
  readSync,
  readdir,
  readdirSync,
  readlink,
  readlinkSync,
  realpath,
  realpathSync,
  rename,
  renameSync,
  rm,
  rmSync,
  rmdir,
  rmdirSync,
  stat,
  statSync,
  symlink,
  symlinkSync,
  truncate,
  truncateSync,
  unlink,
  unlinkSync,
  utimes,
  utimesSync,
  write,
  writeFile,
  writeFileSync,
  writeSync,
  open: openWith,
};
