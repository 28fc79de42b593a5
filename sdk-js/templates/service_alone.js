export default {
  /**
   * Greets whom the query names.
   *
   * @param {Request} request
   */
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/") return new Response("not found\n", { status: 404 });
    const name = searchParams.get("name") || "world";
    return new Response(`hello, ${name}, from JavaScript\n`);
  },
};
