// Answers requests of WASI 0.2's wasi:http/incoming-handler with the web's `Request` and `Response`, as
// `export default { fetch }` does: the engine runs promises until the call's own has settled.
import { ComponentError, err, ok } from "witloom";
import {
  Fields,
  httpErrorCode,
  IncomingBody,
  OutgoingBody,
  OutgoingResponse,
  ResponseOutparam,
} from "wasi:http/types";
import { heldOf, pairsOf } from "./messages.js";
import * as requests from "./requests.js";

/** Bytes of a body that cross the border at once, at most. */
const PIECE = 65536;

/** The handler of a module whose default export can answer requests; `undefined` for others. */
export function handlerOf(served) {
  if (typeof served?.fetch !== "function") return undefined;
  return {
    async handle(incoming, out) {
      let request, taken, answer, body;
      try {
        [request, taken] = requestOf(incoming);
        answer = requests.answered(await served.fetch(request));
        [body] = start(answer, request, out);
      } catch (error) {
        requests.report(request, error);
        ResponseOutparam.set(out, err(requests.failure(error)));
      }
      if (body !== undefined) await send(answer.body, request, body);
      taken?.close();
    },
  };
}

function requestOf(incoming) {
  using from = incoming;
  const method = requests.methodOf(from.method());
  using fields = from.headers();
  const entries = pairsOf(fields.entries());
  const url = requests.urlOf(
    entries,
    from.scheme(),
    from.authority(),
    from.pathWithQuery(),
  );
  const init = { method, headers: entries };
  if (requests.isBodiless(method, entries))
    return [new Request(url, init), undefined];
  const taken = new Taken(from.consume());
  const body = taken.stream();
  return [new Request(url, { ...init, body, duplex: "half" }), taken];
}

/** A request's body: the host waits for each piece of it. */
class Taken {
  #body;
  #stream;

  constructor(body) {
    this.#body = body;
    this.#stream = body.stream();
  }

  /** What the web has of it. */
  stream() {
    return new ReadableStream(
      {
        type: "bytes",
        pull: (to) => this.#pull(to),
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
  }

  /** Leaves the rest of it to the host. */
  close() {
    this.#stream?.[Symbol.dispose]();
    this.#body?.[Symbol.dispose]();
    this.#stream = this.#body = undefined;
  }

  #pull(to) {
    if (this.#stream === undefined)
      return to.error(new TypeError("the request is answered already"));
    let piece;
    try {
      do piece = this.#stream.blockingRead(BigInt(PIECE));
      while (piece.length === 0);
    } catch (error) {
      const code = broken(error) ?? this.#end();
      this.close();
      if (code !== undefined) return to.error(requests.brokeOff(code));
      to.close();
      return to.byobRequest?.respond(0);
    }
    to.enqueue(piece);
  }

  /** Waits for what comes after the body; that of one which broke off is its error. */
  #end() {
    this.#stream[Symbol.dispose]();
    const body = this.#body;
    this.#stream = this.#body = undefined;
    using future = IncomingBody.finish(body);
    let after = future.get();
    while (after === undefined) {
      using ready = future.subscribe();
      ready.block();
      after = future.get();
    }
    if (after.val.tag === "err") return after.val.val;
    after.val.val?.[Symbol.dispose]();
    return undefined;
  }
}

/** Why a stream broke off; `undefined` when it came to its end. */
function broken(error) {
  if (!(error instanceof ComponentError)) throw error;
  if (error.payload.tag === "closed") return undefined;
  using cause = error.payload.val;
  // The host's own text may go on with a trace.
  const [why] = cause.toDebugString().split("\n", 1);
  return httpErrorCode(cause) ?? { tag: "internal-error", val: why };
}

/** Sends the head of a response, and gives what its body is written to, if it has one. */
function start(answer, request, out) {
  const response = new OutgoingResponse(
    Fields.fromList(heldOf(answer.headers)),
  );
  response.setStatusCode(answer.status);
  const hasBody = answer.body !== null && request.method !== "HEAD";
  if (!hasBody) void answer.body?.cancel();
  const body = hasBody ? [response.body()] : [];
  ResponseOutparam.set(out, ok(response));
  return body;
}

/** Sends a body. One that is dropped before its end is cut off. */
async function send(chunks, request, body) {
  try {
    {
      using stream = body.write();
      for await (const chunk of chunks) write(stream, requests.checked(chunk));
      stream.blockingFlush();
    }
    OutgoingBody.finish(body, undefined);
  } catch (error) {
    if (!isLeft(error)) requests.report(request, error);
    body[Symbol.dispose]();
  }
}

/** Whether nobody reads a body any more. */
const isLeft = (error) =>
  error instanceof ComponentError && error.payload?.tag === "closed";

/** Writes a piece: as much as there is room for, as often as it takes. */
function write(stream, chunk) {
  for (let at = 0; at < chunk.length; ) {
    const room = Number(stream.checkWrite());
    if (room === 0) {
      using ready = stream.subscribe();
      ready.block();
      continue;
    }
    const end = at + Math.min(room, PIECE);
    stream.write(chunk.subarray(at, end));
    at = end;
  }
}
