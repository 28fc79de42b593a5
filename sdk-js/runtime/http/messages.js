// What the web's requests and responses have in common with those of wasi:http.
import { Fields } from "wasi:http/types";

/** Fields that belong to a connection, which is the host's business: wasi:http forbids them. */
const HOP_BY_HOP = new Set([
  "connection",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** A field's value as the web has it: one character per byte. */
function textOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

const bytesOf = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** The names and values of fields, which are dropped. */
export function entriesOf(fields) {
  using taken = fields;
  return taken.copyAll().map(([name, value]) => [name, textOf(value)]);
}

/** The web's `Headers` as fields, without what belongs to a connection. */
export function fieldsOf(headers) {
  const entries = [...headers].filter(([name]) => !HOP_BY_HOP.has(name));
  return Fields.fromList(
    entries.map(([name, value]) => [name, bytesOf(value)]),
  );
}

/**
 * A body as it comes. One that broke off is no whole one: the trailers are where that is told, and `broken` makes an error
 * of it. A signal ends it early.
 */
export function received(body, trailers, broken, signal) {
  const reader = body.getReader();
  let stop;
  const left = () => signal?.removeEventListener("abort", stop);
  return new ReadableStream(
    {
      type: "bytes",
      start(stream) {
        stop = () => {
          stream.error(signal.reason);
          trailers[Symbol.dispose]();
          void reader.cancel().catch(() => {});
        };
        signal?.addEventListener("abort", stop, { once: true });
      },
      async pull(stream) {
        const { done, value } = await reader.read();
        if (signal?.aborted) return;
        if (!done) return stream.enqueue(value);
        left();
        const end = await trailers;
        if (end.tag === "err") return stream.error(broken(end.val));
        end.val?.[Symbol.dispose]();
        stream.close();
        stream.byobRequest?.respond(0);
      },
      async cancel() {
        left();
        trailers[Symbol.dispose]();
        await reader.cancel();
      },
    },
    { highWaterMark: 0 },
  );
}

/** An error as people read it: what it says, then the user's own lines. */
export function described(error) {
  if (!(error instanceof Error)) return `uncaught ${String(error)}`;
  const frames = (error.stack ?? "").split("\n").filter(isUsers);
  return [String(error), ...frames.map((frame) => `    at ${frame}`)].join(
    "\n",
  );
}

const isUsers = (frame) =>
  frame !== "" && !/@(witloom\/glue|bundle)\.js:/.test(frame);
