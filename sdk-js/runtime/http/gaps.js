// What the engine's own classes of the web lack, or do otherwise than the standards say.
import { encoded, parsed } from "./form.js";

const own = { Request, Response };
const held = ["bytes", "blob", "formData"];

/** How a body is read that the engine reads otherwise. */
const readers = {
  async bytes() {
    return new Uint8Array(await this.arrayBuffer());
  },
  async blob() {
    const type = this.headers.get("content-type") ?? "";
    return new Blob([await this.arrayBuffer()], { type });
  },
  async formData() {
    const type = this.headers.get("content-type") ?? "";
    if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
      const form = new FormData();
      for (const [name, value] of new URLSearchParams(await this.text()))
        form.append(name, value);
      return form;
    }
    const [, quoted, plain] =
      /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(
        type,
      ) ?? [];
    if (quoted === undefined && plain === undefined)
      throw new TypeError(`a body of type \`${type}\` is no form`);
    return parsed(await readers.bytes.call(this), quoted ?? plain);
  },
};

/** A body and its type, of the kinds that the engine can't send. */
function prepared(body) {
  if (body instanceof Blob) return [body.stream(), body.type];
  if (body instanceof FormData) {
    const boundary = `witloom${Math.random().toString(36).slice(2)}`;
    const stream = ReadableStream.from(encoded(body, boundary));
    return [stream, `multipart/form-data; boundary=${boundary}`];
  }
  return [body, ""];
}

/** The options of a message with the type of its body, unless they name one. */
function typed(init, type) {
  if (type === "") return init;
  const headers = new Headers(init?.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { ...init, headers };
}

/** What bodies of requests were made of, unless that can be read once only. */
const sources = new WeakMap();

/** What a request's body was made of; `undefined` for streams and where there is none. */
export const sourceOf = (request) => sources.get(request);

const REDIRECT = ["follow", "error", "manual"];

class WebRequest extends own.Request {
  #redirect;

  constructor(input, init) {
    if (init?.body === undefined || init.body === null) {
      super(input, init);
      if (sources.has(input)) sources.set(this, sources.get(input));
    } else {
      const [body, type] = prepared(init.body);
      super(input, { ...typed(init, type), body, duplex: "half" });
      if (!(init.body instanceof ReadableStream)) sources.set(this, init.body);
    }
    const inherited = input instanceof WebRequest ? input.redirect : "follow";
    this.#redirect = init?.redirect ?? inherited;
    if (!REDIRECT.includes(this.#redirect))
      throw new TypeError(`\`redirect\` can't be ${this.#redirect}`);
  }

  get redirect() {
    return this.#redirect;
  }
}

/** The length of text that is sent at once. */
const WHOLE = 1 << 16;

/** The text of a response that can be sent at once; `undefined` for others. */
export let wholeOf;

class WebResponse extends own.Response {
  /** One half of a body that was cloned: the engine's own is locked. */
  #half;
  /** What the body was made of, as long as nobody asked for it as a stream. */
  #whole;

  constructor(body, init) {
    const [sendable, type] = prepared(body);
    super(sendable, typed(init, type));
    if (typeof body === "string" && body.length <= WHOLE) this.#whole = body;
  }

  static {
    wholeOf = (answer) =>
      #whole in answer && !answer.bodyUsed ? answer.#whole : undefined;
  }

  static error() {
    const answer = new WebResponse(null);
    const is = (value) => ({ value });
    return Object.defineProperties(answer, {
      type: is("error"),
      status: is(0),
      ok: is(false),
    });
  }

  static json(data, init) {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError("the value is no JSON");
    return new WebResponse(text, typed(init, "application/json"));
  }

  static redirect(url, status = 302) {
    if (![301, 302, 303, 307, 308].includes(status))
      throw new RangeError(`${status} is no status of a redirect`);
    const headers = { location: new URL(url).href };
    return new WebResponse(null, { status, headers });
  }

  get body() {
    this.#whole = undefined;
    return this.#half ?? super.body;
  }

  get bodyUsed() {
    return this.#half === undefined ? super.bodyUsed : this.#half.locked;
  }

  clone() {
    if (this.bodyUsed || this.body?.locked)
      throw new TypeError("a response whose body was read can't be cloned");
    const { status, statusText, headers } = this;
    const init = { status, statusText, headers };
    if (this.body === null) return new WebResponse(null, init);
    const [mine, other] = this.body.tee();
    this.#half = mine;
    return new WebResponse(other, init);
  }

  #reads(how) {
    return this.#half === undefined
      ? super[how]()
      : new own.Response(this.#half)[how]();
  }

  async arrayBuffer() {
    return this.#reads("arrayBuffer");
  }

  async text() {
    return this.#reads("text");
  }

  async json() {
    return this.#reads("json");
  }
}

for (const type of [WebRequest, WebResponse]) {
  for (const name of held) {
    Object.defineProperty(type.prototype, name, {
      configurable: true,
      writable: true,
      value: readers[name],
    });
  }
}
Object.defineProperty(WebRequest, "name", { value: "Request" });
Object.defineProperty(WebResponse, "name", { value: "Response" });
Object.assign(globalThis, { Request: WebRequest, Response: WebResponse });

/** A pair of streams with bytes on one side and text on the other. */
class TextPair {
  constructor(transform) {
    const { readable, writable } = new TransformStream(transform);
    this.readable = readable;
    this.writable = writable;
  }
}

globalThis.TextDecoderStream ??= class TextDecoderStream extends TextPair {
  constructor(label = "utf-8", options = undefined) {
    const decoder = new TextDecoder(label, options);
    const put = (text, to) => text !== "" && to.enqueue(text);
    super({
      transform: (chunk, to) =>
        void put(decoder.decode(chunk, { stream: true }), to),
      flush: (to) => void put(decoder.decode(), to),
    });
  }
};

globalThis.TextEncoderStream ??= class TextEncoderStream extends TextPair {
  constructor() {
    const encoder = new TextEncoder();
    // The first half of a character whose other half is in the next chunk.
    let half = "";
    super({
      transform(chunk, to) {
        const text = half + chunk;
        half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
        const whole = text.slice(0, text.length - half.length);
        if (whole !== "") to.enqueue(encoder.encode(whole));
      },
      flush(to) {
        if (half !== "") to.enqueue(encoder.encode(half));
      },
    });
  }
};
