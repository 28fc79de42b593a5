// Fields and bodies of WASI 0.3, as servers and clients have them.
import { Fields } from "wasi:http/types";
import { heldOf, pairsOf } from "./messages.js";

/** The names and values of fields, which are dropped. */
export function entriesOf(fields) {
  using taken = fields;
  return pairsOf(taken.copyAll());
}

/** The web's `Headers` as fields. */
export const fieldsOf = (headers) => Fields.fromList(heldOf(headers));

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
