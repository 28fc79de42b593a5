import { Hono } from "hono";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";

const app = new Hono();

app.get("/items/:sku", (c) =>
  c.json({ sku: c.req.param("sku"), q: c.req.queries("q") }),
);

app.get("/tagged", etag(), (c) => c.text("tagged"));

app.get("/events", (c) =>
  streamSSE(c, async (events) => {
    for (let i = 0; i < 3; i++) {
      await events.writeSSE({ data: `tick ${i}` });
      await events.sleep(5);
    }
  }),
);

app.post("/form", async (c) => {
  const { name, file } = await c.req.parseBody();
  return c.text(`${name} ${file.name} ${await file.text()}`);
});

app.get("/teapot", () => {
  throw new HTTPException(418, { message: "short and stout" });
});

app.get("/fail", () => {
  throw new Error("out of order");
});

export default app;
