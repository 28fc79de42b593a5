#!/bin/sh
# Makes programs that speak gRPC natively: make.sh PROTO FOLDER. Prints the ways to call that they know.
set -eu
proto=$1
folder=$2
cp "$(dirname "$0")"/*.py "$folder"
{
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    grpcio==1.85.1 grpcio-tools==1.85.1 grpcio-status==1.85.1
  "$folder/venv/bin/python" -m grpc_tools.protoc "--proto_path=$(dirname "$proto")" \
    "--python_out=$folder" "--grpc_python_out=$folder" "$proto"
  for program in serve call; do
    printf '#!/bin/sh\nexec "%s/venv/bin/python" "%s/%s.py" "$@"\n' \
      "$folder" "$folder" "$program" >"$folder/$program"
    chmod +x "$folder/$program"
  done
} >&2
echo grpc
