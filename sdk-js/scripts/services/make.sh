#!/bin/sh
# Makes the catalog a native program, FOLDER/serve PORT, on Node's own server: make.sh FOLDER. Prints what serves.
set -eu
here=$(dirname "$0")
cp "$here/app/package.json" "$here/app/catalog.js" "$here/main.js" "$1"
printf '#!/bin/sh\nexec node "%s/main.js" "$1"\n' "$1" >"$1/serve"
chmod +x "$1/serve"
echo node:http
