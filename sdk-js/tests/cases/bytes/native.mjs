// Says what every scenario says of the streams of Node.js, which may lack what the scenarios use beside them.
ArrayBuffer.prototype.transfer ??= function () {
  return structuredClone(this, { transfer: [this] });
};
const { everything } = await import("./streams.mjs");
process.stdout.write(await everything());
