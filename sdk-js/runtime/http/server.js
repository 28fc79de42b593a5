// Answers requests of wasi:http/handler with the web's `Request` and `Response`, as `export default { fetch }` does.
import { ComponentError, err, ok } from "witloom";
import { Request as Incoming, Response as Outgoing } from "wasi:http/types";
import { wholeOf } from "./gaps.js";
import * as requests from "./requests.js";
import { entriesOf, fieldsOf, received } from "./streams.js";

/** The handler of a module whose default export can answer requests; `undefined` for others. */
export function handlerOf(served) {
  if (typeof served?.fetch !== "function") return undefined;
  return {
    async handle(incoming, context) {
      const left = new AbortController();
      const leave = () => left.abort();
      context.signal.addEventListener("abort", leave, { once: true });
      let request;
      try {
        request = requestOf(incoming, left.signal);
        return answerOf(await served.fetch(request), request, left);
      } catch (error) {
        if (context.signal.aborted) throw error;
        requests.report(request, error);
        throw new ComponentError(requests.failure(error));
      } finally {
        context.signal.removeEventListener("abort", leave);
      }
    },
  };
}

function requestOf(incoming, signal) {
  const method = requests.methodOf(incoming.getMethod());
  const entries = entriesOf(incoming.getHeaders());
  const url = requests.urlOf(
    entries,
    incoming.getScheme(),
    incoming.getAuthority(),
    incoming.getPathWithQuery(),
  );
  const isEmpty = requests.isBodiless(method, entries);
  const [body, trailers] = Incoming.consumeBody(incoming, ok());
  if (isEmpty) {
    trailers[Symbol.dispose]();
    void body.cancel();
  }
  const init = isEmpty
    ? {}
    : { body: received(body, trailers, requests.brokeOff), duplex: "half" };
  return new Request(url, { method, headers: entries, signal, ...init });
}

/** The web's response as the host's, whose body is sent while it comes. */
function answerOf(answer, request, left) {
  const { headers } = requests.answered(answer);
  const fields = fieldsOf(headers);
  const [outgoing, done] = Outgoing.new(
    fields,
    ...bodyOf(answer, request, left),
  );
  done[Symbol.dispose]();
  outgoing.setStatusCode(answer.status);
  return outgoing;
}

/** What is sent of a response, and the trailers behind it. */
function bodyOf(answer, request, left) {
  const isWanted = request.method !== "HEAD";
  const whole = wholeOf(answer);
  if (whole !== undefined)
    return [isWanted ? encoder.encode(whole) : undefined, ok()];
  if (answer.body === null) return [undefined, ok()];
  if (!isWanted) {
    void answer.body.cancel();
    return [undefined, ok()];
  }
  const trailers = Promise.withResolvers();
  return [sent(answer.body, request, left, trailers), trailers.promise];
}

const encoder = new TextEncoder();

/** The chunks of a body; an error cuts the client off, and a client that leaves ends the request's signal. */
async function* sent(body, request, left, trailers) {
  let outcome;
  try {
    for await (const chunk of body) yield requests.checked(chunk);
    outcome = ok();
  } catch (error) {
    requests.report(request, error);
    outcome = err(requests.failure(error));
  } finally {
    if (outcome === undefined) left.abort();
    trailers.resolve(outcome ?? ok());
  }
}
