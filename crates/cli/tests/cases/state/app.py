from gen import Err
from gen.imports import atomics, database, wasi_config_store, wasi_keyvalue_store
from gen.imports.types import (
    Error,
    Value,
    ValueBlob,
    ValueFloat,
    ValueInteger,
    ValueText,
)

from surroundings import tell

__all__ = ["run", "tell"]

MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


def run(step: str) -> str:
    try:
        return act(step)
    except Err as err:
        match err.value:
            case Error(kind=kind):
                return kind.name.lower()
            case wasi_keyvalue_store.ErrorNoSuchStore():
                return "no-such-store"
            case other:
                return repr(other)


def act(step: str) -> str:
    match step:
        case "visit":
            with wasi_keyvalue_store.open("sessions") as bucket:
                return str(atomics.increment(bucket, "visits", 1))
        case "keep":
            with wasi_keyvalue_store.open("sessions") as bucket:
                bucket.set("greeting", b"hello")
                value = bucket.get("greeting")
                bucket.delete("greeting")
                exists = str(bucket.exists("greeting")).lower()
                return f"{(value or b'').decode()} {exists}"
        case "other":
            wasi_keyvalue_store.open("other")
            return "opened"
        case "config":
            get = wasi_config_store.get
            return f"{get('greeting')} {get('key')} {len(wasi_config_store.get_all())}"
        case _:
            with database.open("shop") as db:
                return query(db, step)


def query(db: database.Connection, step: str) -> str:
    table = wasi_config_store.get("table") or ""
    match step:
        case "items":
            db.script(table + "DELETE FROM items;")
            insert(db, "tea", 2.5)
            insert(db, "x'); DROP TABLE items; --", 3)
            return rows(db, "SELECT name, price, data FROM items ORDER BY name")
        case "twice":
            db.script(table)
            insert(db, "tea", 2.5)
            insert(db, "tea", 2.5)
            return "inserted"
        case "syntax":
            return str(db.execute("SELEC 1", []))
        case "half":
            sale = db.begin()
            sale.execute("DELETE FROM items", [])
            raise RuntimeError("out of order")
        case "count":
            return rows(db, "SELECT count(*) AS n FROM items")
        case _:
            return many(db)


def insert(db: database.Connection, name: str, price: float) -> None:
    with db.begin() as sale:
        values: list[Value] = [
            ValueText(name),
            ValueFloat(price),
            ValueBlob(b"\x00\xff"),
        ]
        sale.execute("INSERT INTO items VALUES ($1, $2, $3)", values)
        sale.commit()


def rows(db: database.Connection, statement: str) -> str:
    with db.query(statement, []) as found:
        lines = [",".join(found.columns())]
        while batch := found.next(1):
            lines += [",".join(map(text, row)) for row in batch]
        return "|".join(lines)


def text(value: Value) -> str:
    match value:
        case ValueInteger(number):
            return str(number)
        case ValueFloat(number):
            return f"{number:.2f}"
        case ValueText(words):
            return words
        case ValueBlob(data):
            return data.hex()
        case _:
            return "?"


def many(db: database.Connection) -> str:
    count = total = 0
    with db.query(MANY, [ValueInteger(100000)]) as found:
        while batch := found.next(1000):
            for row in batch:
                match row:
                    case [ValueInteger(number)]:
                        count += 1
                        total += number
    return f"{count} {total}"
