// Answers calls on a port of its own until its input ends.
import grpc from "@grpc/grpc-js";
import { Work, refusal } from "./service.js";

const echo = (call, done) => done(null, call.request);

const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
server.addService(Work.service, {
  nothing: echo,
  add: ({ request: { a, b } }, done) => done(null, { sum: (a + b) | 0 }),
  text: echo,
  bytes: echo,
  integers: echo,
  floats: echo,
  points: echo,
  items: echo,
  shapes: echo,
  refuse: ({ request: { code } }, done) =>
    done(refusal({ code, reason: "refused" })),
  async produce(call) {
    const whole = Buffer.alloc(call.request.piece);
    for (let left = Number(call.request.bytes); left > 0; ) {
      const bytes = whole.subarray(0, left);
      left -= bytes.length;
      if (!call.write({ bytes })) {
        await new Promise((resolve) => call.once("drain", resolve));
      }
    }
    call.end();
  },
});
const open = grpc.ServerCredentials.createInsecure();
server.bindAsync("127.0.0.1:0", open, (error, port) => {
  if (error) throw error;
  console.log(`127.0.0.1:${port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
