// The service as Node.js has it, and how a refusal is written among the details of its status.
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";
import protobuf from "protobufjs";

const definition = loader.loadSync(process.argv[3], {
  defaults: true,
  enums: String,
  oneofs: true,
});
export const { Work } = grpc.loadPackageDefinition(definition).matrix.costs;

/** The metadata that holds a `google.rpc.Status`. */
const DETAILS = "grpc-status-details-bin";

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Problem { uint32 code = 1; string reason = 2; }
`);
const [Status, Problem] = ["Status", "Problem"].map((name) =>
  root.lookupType(name),
);

export function refusal(problem) {
  const [code, message] = [grpc.status.INVALID_ARGUMENT, "refused"];
  const value = Problem.encode(problem).finish();
  const detail = { typeUrl: "type.googleapis.com/matrix.costs.Problem", value };
  const metadata = new grpc.Metadata();
  const status = Status.encode({ code, message, details: [detail] }).finish();
  metadata.set(DETAILS, Buffer.from(status));
  return { code, message, metadata };
}

export function problem(error) {
  const [bytes] = error.metadata.get(DETAILS);
  return Problem.decode(Status.decode(bytes).details[0].value);
}
