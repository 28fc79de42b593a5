// How `node:fs` opens files.
export const constants = Object.freeze({
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  COPYFILE_EXCL: 1,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
});

const FLAGS = {
  r: 0,
  "r+": constants.O_RDWR,
  w: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
  "w+": constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
  "a+": constants.O_RDWR | constants.O_CREAT | constants.O_APPEND,
};

/** The flags that a word of `open` stands for. */
export function flagged(flags) {
  if (typeof flags === "number") return flags;
  const plain = flags.replace("s", "");
  const found = FLAGS[plain.replace("x", "")];
  if (found === undefined) {
    const error = new TypeError(
      `The argument 'flags' is invalid. Received '${flags}'`,
    );
    throw Object.assign(error, { code: "ERR_INVALID_ARG_VALUE" });
  }
  return plain.includes("x") ? found | constants.O_EXCL : found;
}
