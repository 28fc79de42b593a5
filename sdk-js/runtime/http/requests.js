// What handlers of all versions of wasi:http do with the web's `Request` and `Response`.
import { ComponentError } from "witloom";
import "./gaps.js";
import { described } from "./messages.js";

export const failure = (error) => ({
  tag: "internal-error",
  val: String(error),
});

export const report = (request, error) =>
  console.error(
    `error serving ${request?.method} ${request?.url}: ${described(error)}`,
  );

export const brokeOff = (code) => {
  const { message } = new ComponentError(code);
  return new TypeError(`the request's body broke off: ${message}`);
};

/** The method as the web has it. */
export const methodOf = ({ tag, val }) => val ?? tag.toUpperCase();

/** The whole address of a request. */
export function urlOf(entries, scheme, authority, path) {
  const host = entries.find(([name]) => name === "host")?.[1];
  const protocol = scheme?.tag === "HTTPS" ? "https" : "http";
  return `${protocol}://${authority ?? host ?? "localhost"}${path ?? "/"}`;
}

/** Whether the web's `Request` has no body. */
export const isBodiless = (method, entries) =>
  method === "GET" ||
  method === "HEAD" ||
  entries.some(([name, value]) => name === "content-length" && value === "0");

/** What `fetch` gave, which has to be a response. */
export function answered(answer) {
  if (answer instanceof Response) return answer;
  const given = answer?.constructor?.name ?? String(answer);
  throw new TypeError(`\`fetch\` must return a Response, not ${given}`);
}

/** A piece of a body, which has to be bytes. */
export function checked(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  const given = chunk?.constructor?.name ?? String(chunk);
  throw new TypeError(`a body is made of Uint8Array, not ${given}`);
}
