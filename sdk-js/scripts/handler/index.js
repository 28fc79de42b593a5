import { ComponentError, ok } from "witloom";
import { Fields, Request, Response } from "wasi:http/types@0.3.0";

const text = new TextEncoder();

/** Lines, one after another, and the trailers, which come when all are written. */
function lines(count) {
  const trailers = Promise.withResolvers();
  async function* body() {
    for (let i = 0; i < count; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield text.encode(`line ${i}\n`);
    }
    trailers.resolve(ok(undefined));
  }
  return [body(), trailers.promise];
}

/** What is read, in upper case. */
async function* upper(body) {
  for await (const chunk of body)
    yield chunk.map((byte) => (byte > 96 && byte < 123 ? byte - 32 : byte));
}

function answer(body, trailers) {
  const [response, sent] = Response.new(new Fields(), body, trailers);
  sent[Symbol.dispose]();
  return response;
}

export const handler = {
  async handle(request) {
    switch (request.getPathWithQuery()) {
      case "/lines":
        return answer(...lines(3));
      case "/upper": {
        const taken = ok(undefined);
        const [body, trailers] = Request.consumeBody(request, taken);
        return answer(upper(body), trailers);
      }
      default:
        throw new ComponentError({ tag: "loop-detected" });
    }
  },
};
