#!/bin/sh
# Makes the catalog a native program, FOLDER/serve PORT, on net/http: make.sh FOLDER. Prints what serves.
set -eu
here=$(dirname "$0")
mkdir "$1/source"
cp "$here/app/go.mod" "$here/app/catalog.go" "$here/main.go" "$1/source"
cd "$1/source"
go build -o "$1/serve" . >&2
echo net/http
