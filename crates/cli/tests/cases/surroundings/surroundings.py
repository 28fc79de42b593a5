"""What a program finds around it, by Python's own calls."""

import errno
import os
import secrets
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import library

ROOT = os.environ.get("ROOT", "/")


def tell(what: str) -> list[str]:
    return {
        "arguments": lambda: sys.argv[1:],
        "environment": environment,
        "clocks": clocks,
        "random": chance,
        "input": lines,
        "output": output,
        "files": files,
        "temporary": temporary,
        "denied": denied,
        "library": library.tell,
        "read-only": lambda: [attempt(lambda: Path("/only/x").write_text("x"))],
        "exit": lambda: sys.exit(7),
        "variable": lambda: [os.environ["NOT_THERE"]],
        "open": lambda: [Path("/secret/x").read_text()],
    }[what]()


def environment() -> list[str]:
    known = f"{os.environ['NAME']},{os.environ.get('EMPTY')}"
    return [known, str("NOT_THERE" in os.environ).lower(), str(len(os.environ))]


def clocks() -> list[str]:
    start = time.monotonic_ns()
    while time.monotonic_ns() == start:
        pass
    local = datetime.fromtimestamp(0).strftime("%Y-%m-%d %H:%M:%S")
    return [local, time.tzname[0], str(time.time() > 1_700_000_000).lower()]


def chance() -> list[str]:
    two = {secrets.token_hex(16), secrets.token_hex(16)}
    return [str(len(two)), str(uuid.uuid4().version)]


def lines() -> list[str]:
    first = sys.stdin.readline().rstrip("\n")
    rest = sys.stdin.read()
    return [first, *rest.split("\n"), str(len(sys.stdin.buffer.read()))]


def output() -> list[str]:
    print("out 1, ", end="")
    print("err 1, ", end="", file=sys.stderr)
    sys.stdout.buffer.write("out é\n".encode())
    print("err 2", file=sys.stderr)
    return []


def attempt(act: Callable[[], Any]) -> str:
    try:
        return f"done: {act()}"
    except PermissionError as e:
        return "denied, --dir" if "--dir" in str(e) else "denied"
    except FileNotFoundError:
        return "missing"
    except FileExistsError:
        return "exists"
    except IsADirectoryError:
        return "folder"
    except OSError as e:
        return "not empty" if e.errno == errno.ENOTEMPTY else f"{e!r}"


def files() -> list[str]:
    folder = Path(ROOT, "data/a/b")
    folder.mkdir(parents=True)
    file = folder / "é.txt"
    file.write_text("one\ntwo\n")
    with file.open("a") as out:
        out.write("drei é\n")
    said = [",".join(file.read_text().splitlines()), str(file.stat().st_size)]
    file.rename(folder / "c.txt")
    shutil.copy(folder / "c.txt", folder / "d.bin")
    said.append(",".join(sorted(os.listdir(folder))))
    with open(folder / "c.txt", "r+b") as both:
        both.seek(4)
        middle = both.read(3).decode()
        both.seek(0)
        both.write(b"ONE")
        both.truncate(3)
    said.append(f"{middle} {(folder / 'c.txt').read_text()}")
    (folder / "d.bin").write_bytes(bytes([0, 255, 128]))
    said.append((folder / "d.bin").read_bytes().hex())
    os.utime(folder / "d.bin", (1_000_000_000, 1_000_000_000))
    said.append(str(int((folder / "d.bin").stat().st_mtime)))
    said.append(
        f"{file.exists()} {folder.is_dir()} {(folder / 'd.bin').is_file()}".lower()
    )
    said.append(attempt(lambda: file.read_text()))
    said.append(attempt(lambda: open(folder / "c.txt", "x")))
    said.append(attempt(lambda: folder.parent.rmdir()))
    said.append(attempt(lambda: folder.read_text()))
    shutil.rmtree(folder.parent)
    return [*said, ",".join(os.listdir(folder.parent.parent))]


def temporary() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_text("x")
        said = f"{folder[:5]} {path.read_text()}"
    return [said, str(Path(folder).exists()).lower()]


def denied() -> list[str]:
    return [
        attempt(lambda: open("/secret/x").read()),
        attempt(lambda: open("/secret/x", "w")),
        attempt(lambda: os.listdir("/secret")),
        attempt(lambda: os.mkdir("/secret/x")),
        attempt(lambda: os.remove("/secret/x")),
        str(os.path.exists("/secret/x")).lower(),
    ]
