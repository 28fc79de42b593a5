// The standard streams of a component.
import { getStderr } from "wasi:cli/stderr@0.2.12";
import { getStdin } from "wasi:cli/stdin@0.2.12";
import { getStdout } from "wasi:cli/stdout@0.2.12";

/** The most that WASI takes at once. */
const MOST = 4096;
const opened = new Map();

function stream(open) {
  if (!opened.has(open)) opened.set(open, open());
  return opened.get(open);
}

/** Writes to standard output, 1, or to standard error, 2. */
export function print(number, bytes) {
  const out = stream(number === 1 ? getStdout : getStderr);
  for (let at = 0; at < bytes.length; at += MOST) {
    out.blockingWriteAndFlush(bytes.subarray(at, at + MOST));
  }
  return bytes.length;
}

/** Some bytes of standard input; none at its end. */
export function input(most = 65536) {
  for (;;) {
    try {
      const bytes = stream(getStdin).blockingRead(BigInt(most));
      if (bytes.length > 0) return bytes;
    } catch (error) {
      if (error?.payload?.tag !== "closed") throw error;
      return new Uint8Array(0);
    }
  }
}
