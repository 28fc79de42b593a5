// Answers requests of wasi:http/handler with the web's `Request` and `Response`, as `export default { fetch }` does.
import { ComponentError, err, ok } from "witloom";
import { Request as Incoming, Response as Outgoing } from "wasi:http/types";
import "./gaps.js";
import { described, entriesOf, fieldsOf, received } from "./messages.js";

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
        report(request, error);
        throw new ComponentError(failure(error));
      } finally {
        context.signal.removeEventListener("abort", leave);
      }
    },
  };
}

const failure = (error) => ({ tag: "internal-error", val: String(error) });

const report = (request, error) =>
  console.error(
    `error serving ${request?.method} ${request?.url}: ${described(error)}`,
  );

function requestOf(incoming, signal) {
  const { tag, val } = incoming.getMethod();
  const method = val ?? tag.toUpperCase();
  const entries = entriesOf(incoming.getHeaders());
  const host = entries.find(([name]) => name === "host")?.[1];
  const scheme = incoming.getScheme()?.tag === "HTTPS" ? "https" : "http";
  const authority = incoming.getAuthority() ?? host ?? "localhost";
  const url = `${scheme}://${authority}${incoming.getPathWithQuery() ?? "/"}`;
  const isEmpty =
    method === "GET" ||
    method === "HEAD" ||
    entries.some(([name, value]) => name === "content-length" && value === "0");
  const [body, trailers] = Incoming.consumeBody(incoming, ok());
  if (isEmpty) {
    trailers[Symbol.dispose]();
    void body.cancel();
  }
  const init = isEmpty
    ? {}
    : { body: received(body, trailers, brokeOff), duplex: "half" };
  return new Request(url, { method, headers: entries, signal, ...init });
}

const brokeOff = (code) => {
  const { message } = new ComponentError(code);
  return new TypeError(`the request's body broke off: ${message}`);
};

/** The web's response as the host's, whose body is sent while it comes. */
function answerOf(answer, request, left) {
  if (!(answer instanceof Response)) {
    const given = answer?.constructor?.name ?? String(answer);
    throw new TypeError(`\`fetch\` must return a Response, not ${given}`);
  }
  const fields = fieldsOf(answer.headers);
  const trailers = Promise.withResolvers();
  const hasBody = answer.body !== null && request.method !== "HEAD";
  if (!hasBody) {
    void answer.body?.cancel();
    trailers.resolve(ok());
  }
  const body = hasBody ? sent(answer.body, request, left, trailers) : undefined;
  const [outgoing, done] = Outgoing.new(fields, body, trailers.promise);
  done[Symbol.dispose]();
  outgoing.setStatusCode(answer.status);
  return outgoing;
}

/** The chunks of a body; an error cuts the client off, and a client that leaves ends the request's signal. */
async function* sent(body, request, left, trailers) {
  let outcome;
  try {
    for await (const chunk of body) yield checked(chunk);
    outcome = ok();
  } catch (error) {
    report(request, error);
    outcome = err(failure(error));
  } finally {
    if (outcome === undefined) left.abort();
    trailers.resolve(outcome ?? ok());
  }
}

function checked(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  const given = chunk?.constructor?.name ?? String(chunk);
  throw new TypeError(`a body is made of Uint8Array, not ${given}`);
}
