#!/bin/sh
# Makes programs that speak gRPC natively: make.sh PROTO FOLDER. Prints the ways to call that they know.
set -eu
proto=$1
folder=$2
cp "$(dirname "$0")"/*.js "$(dirname "$0")/package.json" "$folder"
{
  cp "$proto" "$folder/service.proto"
  npm install --prefix "$folder" --silent --no-audit --no-fund --ignore-scripts
  for program in serve call; do
    printf '#!/bin/sh\nway=$1\nshift\nexec node "%s/%s.js" "$way" "%s/service.proto" "$@"\n' \
      "$folder" "$program" "$folder" >"$folder/$program"
    chmod +x "$folder/$program"
  done
} >&2
echo grpc
