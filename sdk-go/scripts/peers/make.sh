#!/bin/sh
# Makes programs that speak gRPC, and JSON over HTTP, natively: make.sh PROTO FOLDER. Prints the ways to call that they know.
set -eu
proto=$1
folder=$2
cp -R "$(dirname "$0")/." "$folder/source"
cd "$folder/source"
{
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check grpcio-tools==1.85.1
  GOBIN="$folder/bin" go install \
    google.golang.org/protobuf/cmd/protoc-gen-go google.golang.org/grpc/cmd/protoc-gen-go-grpc
  PATH="$folder/bin:$PATH" "$folder/venv/bin/python" -m grpc_tools.protoc "--proto_path=$(dirname "$proto")" \
    --go_out=. --go_opt=module=peers --go-grpc_out=. --go-grpc_opt=module=peers "$proto"
  go build -o "$folder/serve" ./serve
  go build -o "$folder/call" ./call
} >&2
echo grpc json
