import * as work from "matrix:loads/work";

export const load = {
  async calls(count) {
    for (let i = 0; i < count; i++) await work.nothing();
  },
  async plainCalls(count) {
    for (let i = 0; i < count; i++) work.plain();
  },
  async crowd(count) {
    const naps = Array.from({ length: count }, (_, i) => work.nap(i % 8));
    return (await Promise.all(naps)).length;
  },
  hang: () => work.never(),
  async embrace() {
    const { promise, resolve } = Promise.withResolvers();
    const got = await work.after(promise);
    resolve(1);
    return got;
  },
  async pull(bytes, piece) {
    const body = await work.produce(bytes, piece);
    const reader = body.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(piece);
    let total = 0n;
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return total;
      total += BigInt(value.length);
      buffer = value.buffer;
    }
  },
};
