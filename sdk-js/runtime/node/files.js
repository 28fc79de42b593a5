// What `node:fs` stands on: the granted folders, and errors as Node.js has them.
import { getDirectories } from "wasi:filesystem/preopens@0.2.12";

/** Codes of Node.js with their numbers and texts, by the names that WASI has for them. */
const ERRORS = {
  access: ["EACCES", -13, "permission denied"],
  "bad-descriptor": ["EBADF", -9, "bad file descriptor"],
  busy: ["EBUSY", -16, "resource busy or locked"],
  "cross-device": ["EXDEV", -18, "cross-device link not permitted"],
  exist: ["EEXIST", -17, "file already exists"],
  "file-too-large": ["EFBIG", -27, "file too large"],
  "insufficient-space": ["ENOSPC", -28, "no space left on device"],
  invalid: ["EINVAL", -22, "invalid argument"],
  io: ["EIO", -5, "i/o error"],
  "is-directory": ["EISDIR", -21, "illegal operation on a directory"],
  loop: ["ELOOP", -40, "too many symbolic links encountered"],
  "name-too-long": ["ENAMETOOLONG", -36, "name too long"],
  "no-entry": ["ENOENT", -2, "no such file or directory"],
  "not-directory": ["ENOTDIR", -20, "not a directory"],
  "not-empty": ["ENOTEMPTY", -39, "directory not empty"],
  "not-permitted": ["EPERM", -1, "operation not permitted"],
  quota: ["EDQUOT", -122, "disk quota exceeded"],
  "read-only": ["EROFS", -30, "read-only file system"],
  unsupported: ["ENOTSUP", -95, "operation not supported on socket"],
};

const HINT = "no granted folder holds it, grant one with `--dir`";

/** An error of a call, for a name of WASI's. */
export function failure(name, syscall, path, dest, hint) {
  const [code, errno, text] = ERRORS[name] ?? ["EUNKNOWN", -4094, name];
  const to = dest === undefined ? "" : ` -> '${dest}'`;
  const at = path === undefined ? "" : ` '${path}'${to}`;
  const message = `${code}: ${text}, ${syscall}${at}`;
  const error = new Error(
    hint === undefined ? message : `${message} (${hint})`,
  );
  const places = {
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  };
  return Object.assign(error, { errno, code, syscall, ...places });
}

/** Calls what gives WASI's errors. */
export function calling(syscall, path, act, dest) {
  try {
    return act();
  } catch (error) {
    throw typeof error?.payload === "string"
      ? failure(error.payload, syscall, path, dest)
      : error;
  }
}

/** A path as text: of text, bytes, or a URL of a file. */
export function named(path) {
  if (path instanceof URL) {
    if (path.protocol !== "file:") {
      const error = new TypeError("The URL must be of scheme file");
      throw Object.assign(error, { code: "ERR_INVALID_URL_SCHEME" });
    }
    return decodeURIComponent(path.pathname);
  }
  if (path instanceof Uint8Array) return new TextDecoder().decode(path);
  if (typeof path === "string" && !path.includes("\0")) return path;
  const text =
    typeof path === "string"
      ? "The argument 'path' must be a string, Uint8Array, or URL without null bytes."
      : `The "path" argument must be of type string or an instance of Buffer or URL.`;
  const code =
    typeof path === "string" ? "ERR_INVALID_ARG_VALUE" : "ERR_INVALID_ARG_TYPE";
  throw Object.assign(new TypeError(text), { code });
}

/** The absolute path without `.`, `..` and double slashes; a relative one starts at the root. */
export function absolute(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

let granted;

function folders() {
  granted ??= getDirectories().map(([descriptor, name]) => {
    const whole = absolute(name);
    return { descriptor, path: whole === "/" ? "" : whole };
  });
  return granted;
}

/** The granted folder that holds a path, and the path from there; nothing where none does. */
export function held(path) {
  const whole = absolute(path);
  const holding = folders().filter(
    (folder) => whole === folder.path || whole.startsWith(`${folder.path}/`),
  );
  if (holding.length === 0) return undefined;
  const best = holding.reduce((a, b) =>
    b.path.length > a.path.length ? b : a,
  );
  return {
    folder: best.descriptor,
    path: whole.slice(best.path.length + 1) || ".",
  };
}

/** The same, or the error for a path that wasn't granted. */
export function place(path, syscall, dest) {
  const found = held(dest ?? path);
  if (found === undefined) throw failure("access", syscall, path, dest, HINT);
  return found;
}

/** The names in a folder that only leads to granted ones. */
export function leading(path) {
  const whole = absolute(path);
  const prefix = whole === "/" ? whole : `${whole}/`;
  const names = folders()
    .filter((folder) => folder.path.startsWith(prefix))
    .map((folder) => folder.path.slice(prefix.length).split("/")[0]);
  return held(path) === undefined ? [...new Set(names)] : [];
}
