#!/bin/sh
# Makes the catalog a native program, FOLDER/serve PORT, in one process of Puma: make.sh FOLDER. Prints what serves.
set -eu
here=$(dirname "$0")
puma --version >&2
cp "$here/app/catalog.rb" "$1"
cat >"$1/config.ru" <<'CONFIG'
require_relative "catalog"
run Catalog.new
CONFIG
printf '#!/bin/sh\ncd "%s"\nexec puma --quiet --environment production --workers 0 --threads 1:8 --bind "tcp://127.0.0.1:$1" config.ru\n' "$1" >"$1/serve"
chmod +x "$1/serve"
echo Rack on Puma
