#!/bin/sh
# Makes the catalog a native program, FOLDER/serve PORT, in one process of gunicorn: make.sh FOLDER. Prints what serves.
set -eu
here=$(dirname "$0")
python3 -m venv "$1/venv" >&2
"$1/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/app/requirements.txt" gunicorn==23.0.0 >&2
cp "$here/app/catalog.py" "$1"
cat >"$1/serve" <<SERVE
#!/bin/sh
cd "$1"
exec venv/bin/gunicorn --workers 1 --threads 8 --keep-alive 60 --log-level error --bind "127.0.0.1:\$1" catalog:app
SERVE
chmod +x "$1/serve"
echo Flask on gunicorn
