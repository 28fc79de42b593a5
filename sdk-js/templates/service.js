/* imports */
import { ComponentError } from "witloom";

export default {
  /**
   * Greets whom the query names, by itself and through the other components.
   *
   * @param {Request} request
   */
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/") return new Response("not found\n", { status: 404 });
    const name = searchParams.get("name") || "world";
    const lines = [`hello, ${name}, from JavaScript`];
    try {
      for (const part of [
        /* parts */
      ])
        lines.push(part.greet(name));
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      return new Response(`${error.message}\n`, { status: 400 });
    }
    return new Response(`${lines.join("\n")}\n`);
  },
};
