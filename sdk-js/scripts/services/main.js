import { createServer } from "node:http";
import { catalog } from "./catalog.js";

const server = createServer((request, response) => {
  const found = new URL(request.url, "http://localhost").pathname === "/items";
  response.writeHead(found ? 200 : 404, {
    "content-type": found ? "application/json" : "text/plain",
  });
  response.end(found ? catalog() : "not found\n");
});
server.listen(Number(process.argv[2]), "127.0.0.1");
