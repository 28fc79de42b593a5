import { everything } from "./streams.js";

/** Thousands of reads into buffers of the reader's own, among as many objects as half of the memory holds. */
async function crowded() {
  const objects = [];
  let reads = 0;
  for (let i = 0; i < 60; i++) {
    for (let k = 0; k < 20000; k++) objects.push({ i, k, text: null });
    let sent = 0;
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        const { view } = controller.byobRequest;
        const count = Math.min(view.length, (1 << 20) - sent);
        view
          .fill(sent / 10000)
          .subarray(count)
          .fill(255);
        sent += count;
        if (count === 0) controller.close();
        controller.byobRequest.respond(count);
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(10000);
    for (let at = 0; ; reads++) {
      const result = await reader.read(new Uint8Array(buffer));
      const { done, value } = result;
      if (done === true && at === 1 << 20) break;
      if (done !== false || value[0] !== Math.trunc(at / 10000))
        throw new Error(`read ${reads}: ${Object.keys(result)} at ${at}`);
      at += value.length;
      buffer = value.buffer;
    }
  }
  return `${objects.length} objects, ${reads} reads`;
}

const scenarios = { everything, crowded };

export const run = (scenario) => scenarios[scenario]();
