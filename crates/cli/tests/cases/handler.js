const bytes = new TextEncoder();

async function* late() {
  yield bytes.encode("half");
  throw new Error("too late");
}

async function* ticks(request) {
  try {
    for (;;) yield bytes.encode("tick\n");
  } finally {
    console.error("the client left", request.signal.aborted);
  }
}

function hello(request, url) {
  const name = url.searchParams.get("name");
  const kinds = request.headers.get("x-kind");
  const text = `<p>hello, ${name} at ${url.hostname}, ${kinds}`;
  const headers = new Headers({ "content-type": "text/html; charset=utf-8" });
  headers.append("set-cookie", "a=1");
  headers.append("set-cookie", "b=2");
  headers.append("connection", "close");
  return new Response(text, { headers });
}

export default {
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/hello":
        return hello(request, url);
      case "/echo":
        return new Response(request.body);
      case "/none":
        return new Response(null, { status: 204 });
      case "/fail":
        throw new Error("out of order");
      case "/late":
        return new Response(ReadableStream.from(late()));
      case "/bad":
        return new Response("x", { headers: { "a b": "c" } });
      case "/ticks":
        return new Response(ReadableStream.from(ticks(request)));
      case "/stuck":
        return new Promise(() => {});
      default:
        return new Response("not found\n", { status: 404 });
    }
  },
};
