#!/bin/sh
# Makes the catalog a native program, FOLDER/serve PORT, on the JDK's own server: make.sh FOLDER. Prints what serves.
set -eu
here=$(dirname "$0")
javac -d "$1/classes" "$here/app/src/items/Catalog.java" "$here/Server.java" >&2
# Without the first property each answer waits for the client's acknowledgement of its head.
printf '#!/bin/sh\nexec java -Dsun.net.httpserver.nodelay=true -cp "%s/classes" items.Server "$1"\n' "$1" >"$1/serve"
chmod +x "$1/serve"
echo com.sun.net.httpserver
