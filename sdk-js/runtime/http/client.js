// `fetch` over wasi:http/client, as the Fetch standard has it, without cache, cookies, CORS and integrity.
import { ComponentError, err, ok } from "witloom";
import { Request as Outgoing, Response as Incoming } from "wasi:http/types";
import { send } from "wasi:http/client";
import { sourceOf } from "./gaps.js";
import { entriesOf, fieldsOf, received } from "./streams.js";

const MOST_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY = new Set([204, 205, 304]);
/** What another origin isn't told. */
const SECRETS = ["authorization", "cookie", "proxy-authorization"];
/** What tells of a body that a redirect leaves out. */
const OF_BODIES = ["encoding", "language", "length", "location", "type"];

async function fetch(input, init) {
  const request = new Request(input, init);
  const { redirect, signal } = request;
  signal?.throwIfAborted();
  const ask = await begun(request);
  for (let hops = 0; ; hops++) {
    const answer = await exchange(ask, signal);
    const target = answer.headers.get("location");
    const isRedirect = REDIRECTS.has(answer.status) && target !== null;
    if (!isRedirect || redirect === "manual")
      return marked(answer, ask.url, hops > 0);
    void answer.body?.cancel().catch(() => {});
    if (redirect === "error")
      throw failed(ask.url, `a redirect to ${target}, which is an error here`);
    if (hops === MOST_REDIRECTS) throw failed(ask.url, "too many redirects");
    follow(ask, answer.status, target);
  }
}

/** What is asked: method, URL, fields, and a body as bytes that can be sent again, or as a stream that can't. */
async function begun(request) {
  const headers = new Headers(request.headers);
  const { method } = request;
  let bytes;
  let stream;
  if (sourceOf(request) !== undefined) bytes = await request.bytes();
  else if (!["GET", "HEAD"].includes(method)) stream = request.body;
  if (stream === undefined || stream === null) {
    const length = bytes?.length ?? (["POST", "PUT"].includes(method) ? 0 : "");
    if (length !== "") headers.set("content-length", String(length));
  }
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("user-agent")) headers.set("user-agent", "witloom");
  return { method, url: checked(request.url), headers, bytes, stream };
}

function checked(text, base) {
  let url;
  try {
    url = new URL(text, base);
  } catch {
    throw failed(base, `it leads to ${text}, which is no URL`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw failed(text, `\`${url.protocol}\` is no scheme of HTTP`);
  if (url.username !== "" || url.password !== "")
    throw failed(url, "user and password belong into the field Authorization");
  return url;
}

/** Makes of what was asked what a redirect asks for. */
function follow(ask, status, target) {
  const url = checked(target, ask.url);
  if (url.hash === "") url.hash = ask.url.hash;
  const { method } = ask;
  const becomesGet =
    status === 303
      ? method !== "GET" && method !== "HEAD"
      : status < 303 && method === "POST";
  if (becomesGet) {
    Object.assign(ask, { method: "GET", bytes: undefined, stream: undefined });
    for (const name of OF_BODIES) ask.headers.delete(`content-${name}`);
  } else if (ask.stream) {
    throw failed(ask.url, "a redirect of a body that can't be sent again");
  }
  if (url.origin !== ask.url.origin)
    for (const name of SECRETS) ask.headers.delete(name);
  ask.url = url;
}

async function exchange(ask, signal) {
  const sending = { error: undefined };
  const contents = ask.bytes ? [ask.bytes] : ask.stream && sent(ask, sending);
  const trailers = Promise.withResolvers();
  sending.trailers = trailers;
  if (!ask.stream) trailers.resolve(ok());
  const fields = fieldsOf(ask.headers);
  const [request, whole] = Outgoing.new(fields, contents, trailers.promise);
  whole[Symbol.dispose]();
  const { url } = ask;
  request.setMethod(methodOf(ask.method));
  request.setScheme({ tag: url.protocol === "https:" ? "HTTPS" : "HTTP" });
  request.setAuthority(url.host);
  request.setPathWithQuery(url.pathname + url.search);
  try {
    const incoming = await send(request, { signal });
    return answerOf(incoming, ask, signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw sending.error ?? failed(url, error);
  }
}

const METHODS = new Set(
  "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(" "),
);

const methodOf = (method) =>
  METHODS.has(method)
    ? { tag: method.toLowerCase() }
    : { tag: "other", val: method };

/** The chunks of a body; what it fails with is what `fetch` rejects with. */
async function* sent(ask, sending) {
  let outcome = ok();
  try {
    for await (const chunk of ask.stream) {
      if (!(chunk instanceof Uint8Array))
        throw new TypeError("a body is made of Uint8Array");
      yield chunk;
    }
  } catch (error) {
    sending.error = error;
    outcome = err({ tag: "internal-error", val: String(error) });
  } finally {
    sending.trailers.resolve(outcome);
  }
}

function answerOf(incoming, ask, signal) {
  const status = incoming.getStatusCode();
  const headers = entriesOf(incoming.getHeaders());
  const [body, trailers] = Incoming.consumeBody(incoming, ok());
  const isEmpty = WITHOUT_BODY.has(status) || ask.method === "HEAD";
  if (isEmpty) {
    void body.cancel();
    trailers[Symbol.dispose]();
  }
  const broken = (code) => failed(ask.url, code);
  const stream = isEmpty ? null : received(body, trailers, broken, signal);
  return new Response(stream, { status, headers });
}

function marked(answer, url, redirected) {
  return Object.defineProperties(answer, {
    url: { value: url.href.replace(/#.*$/, "") },
    redirected: { value: redirected },
    type: { value: "basic" },
  });
}

/** A failure as `fetch` tells it, with what wasi:http said as its cause. */
function failed(url, cause) {
  const { origin } = new URL(url);
  const code = cause instanceof ComponentError ? cause.payload : cause;
  const text =
    typeof code === "string" ? code : new ComponentError(code).message;
  const isDenied = code?.tag === "HTTP-request-denied";
  const hint = isDenied ? `; \`--http ${origin}\` grants it` : "";
  return new TypeError(`fetch of ${origin} failed: ${text}${hint}`, {
    cause: typeof cause === "string" ? undefined : cause,
  });
}

globalThis.fetch = fetch;
