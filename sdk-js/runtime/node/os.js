// The part of `node:os` that a component can tell: nothing of the machine is in it.
import { env } from "node:process";

export const EOL = "\n";
export const devNull = "/dev/null";
export const arch = () => "wasm32";
export const endianness = () => "LE";
export const homedir = () => env.HOME ?? "/";
export const platform = () => "wasi";
export const tmpdir = () =>
  (env.TMPDIR || env.TMP || env.TEMP || "/tmp").replace(/(.)\/$/, "$1");
export const type = () => "WASI";

export default {
  EOL,
  arch,
  devNull,
  endianness,
  homedir,
  platform,
  tmpdir,
  type,
};
