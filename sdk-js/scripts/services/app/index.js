import { catalog } from "./catalog.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    if (new URL(request.url).pathname !== "/items")
      return new Response("not found\n", { status: 404 });
    return new Response(catalog(), {
      headers: { "content-type": "application/json" },
    });
  },
};
