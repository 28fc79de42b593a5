import { open } from "wasi:keyvalue/store";
import { increment } from "wasi:keyvalue/atomics";
import { get, getAll } from "wasi:config/store";
import { open as openDatabase } from "witloom:sql/database";
import { ComponentError } from "witloom";
import { tell } from "./surroundings.js";

export const surroundings = { tell };

const MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n";

export const steps = {
  run(step) {
    try {
      return act(step);
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      return error.payload.kind ?? error.payload.tag;
    }
  },
};

function act(step) {
  switch (step) {
    case "visit":
      return `${increment(open("sessions"), "visits", 1n)}`;
    case "keep": {
      const bucket = open("sessions");
      bucket.set("greeting", new TextEncoder().encode("hello"));
      const value = new TextDecoder().decode(bucket.get("greeting"));
      bucket.delete("greeting");
      return `${value} ${bucket.exists("greeting")}`;
    }
    case "other":
      open("other");
      return "opened";
    case "config":
      return `${get("greeting")} ${get("key")} ${getAll().length}`;
    default: {
      const db = openDatabase("shop");
      try {
        return query(db, step);
      } finally {
        db[Symbol.dispose]();
      }
    }
  }
}

function query(db, step) {
  switch (step) {
    case "items":
      db.script(get("table") + "DELETE FROM items;");
      insert(db, "tea", 2.5);
      insert(db, "x'); DROP TABLE items; --", 3);
      return rows(db, "SELECT name, price, data FROM items ORDER BY name");
    case "twice":
      db.script(get("table"));
      insert(db, "tea", 2.5);
      insert(db, "tea", 2.5);
      return "inserted";
    case "syntax":
      return `${db.execute("SELEC 1", [])}`;
    case "half": {
      const sale = db.begin();
      sale.execute("DELETE FROM items", []);
      throw new Error("out of order");
    }
    case "count":
      return rows(db, "SELECT count(*) AS n FROM items");
    default:
      return many(db);
  }
}

function insert(db, name, price) {
  const sale = db.begin();
  try {
    sale.execute("INSERT INTO items VALUES ($1, $2, $3)", [
      { tag: "text", val: name },
      { tag: "float", val: price },
      { tag: "blob", val: [0, 255] },
    ]);
    sale.commit();
  } finally {
    sale[Symbol.dispose]();
  }
}

function rows(db, statement) {
  const found = db.query(statement, []);
  const lines = [found.columns().join(",")];
  for (let batch; (batch = found.next(1)).length > 0;) {
    for (const row of batch) lines.push(row.map(text).join(","));
  }
  return lines.join("|");
}

function text({ tag, val }) {
  switch (tag) {
    case "float":
      return val.toFixed(2);
    case "blob":
      return Array.from(val, (byte) => byte.toString(16).padStart(2, "0")).join("");
    default:
      return `${val}`;
  }
}

function many(db) {
  const found = db.query(MANY, [{ tag: "integer", val: 100000n }]);
  let count = 0;
  let sum = 0n;
  for (let batch; (batch = found.next(1000)).length > 0;) {
    for (const [{ val }] of batch) {
      count += 1;
      sum += val;
    }
  }
  return `${count} ${sum}`;
}
