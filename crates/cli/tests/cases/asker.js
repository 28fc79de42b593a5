const limited = {
  manual: () => ({ redirect: "manual" }),
  error: () => ({ redirect: "error" }),
  limit: () => ({ signal: AbortSignal.timeout(200) }),
  secret: () => ({ headers: { authorization: "Basic abc", cookie: "a=1" } }),
  post: () => ({ method: "POST", body: "posted" }),
};

async function get(url, how) {
  const headers = new Headers(limited[how]?.().headers);
  headers.append("x-kind", "one");
  headers.append("x-kind", "two");
  const answer = await fetch(url, { ...limited[how]?.(), headers });
  const seen = answer.headers.get("x-seen");
  return new Response(`${answer.status} ${seen} ${await answer.text()}`);
}

async function count(url) {
  let bytes = 0;
  for await (const chunk of (await fetch(url)).body) bytes += chunk.length;
  return new Response(`${bytes}`);
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const url = searchParams.get("url");
    try {
      switch (pathname) {
        case "/get":
          return await get(url, searchParams.get("how"));
        case "/count":
          return await count(url);
        case "/pass": {
          const { body } = request;
          return new Response(
            (await fetch(url, { method: "POST", body })).body,
          );
        }
        default:
          return new Response("not found\n", { status: 404 });
      }
    } catch (error) {
      return new Response(`${error}`, { status: 502 });
    }
  },
};
