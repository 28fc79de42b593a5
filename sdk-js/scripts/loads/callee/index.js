export const work = {
  async nothing() {},
  plain() {},
  nap: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  never: () => new Promise(() => {}),
  after: async (number) => number,
  async *produce(bytes, piece) {
    const buffer = new Uint8Array(piece);
    for (let left = Number(bytes); left > 0; left -= piece)
      yield left < piece ? buffer.subarray(0, left) : buffer;
  },
};
