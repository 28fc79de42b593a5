package app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wit.demo.state.exports.Steps;
import wit.wasi.keyvalue.imports.Atomics;
import wit.wasi.keyvalue.imports.Store;
import wit.witloom.sql.imports.Database;
import wit.witloom.sql.imports.Types.Value;

/** Keeps things in stores. */
public final class Main implements Steps {
  private static final String MANY =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n";

  @Override
  public String run(String step) {
    try {
      return act(step);
    } catch (Database.ErrorException e) {
      return e.value().kind().name().toLowerCase();
    } catch (Store.ErrorException e) {
      return e.value() instanceof Store.Error.NoSuchStore ? "no-such-store" : e.value().toString();
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static String act(String step) throws Exception {
    switch (step) {
      case "visit":
        try (Store.Bucket bucket = Store.open("sessions")) {
          return String.valueOf(increment(bucket));
        }
      case "keep":
        try (Store.Bucket bucket = Store.open("sessions")) {
          bucket.set("greeting", "hello".getBytes(StandardCharsets.UTF_8));
          String value = new String(bucket.get("greeting").orElseThrow(), StandardCharsets.UTF_8);
          bucket.delete("greeting");
          return value + " " + bucket.exists("greeting");
        }
      case "other":
        Store.open("other").close();
        return "opened";
      case "config":
        return wit.wasi.config.imports.Store.get("greeting").orElse("?")
            + " "
            + wit.wasi.config.imports.Store.get("key").orElse("?")
            + " "
            + wit.wasi.config.imports.Store.getAll().size();
      default:
        try (Database.Connection db = Database.open("shop")) {
          return query(db, step);
        }
    }
  }

  private static long increment(Store.Bucket bucket) throws Exception {
    return Atomics.increment(bucket, "visits", 1);
  }

  private static String query(Database.Connection db, String step) throws Exception {
    String table = wit.wasi.config.imports.Store.get("table").orElseThrow();
    switch (step) {
      case "items":
        db.script(table + "DELETE FROM items;");
        insert(db, "tea", 2.5);
        insert(db, "x'); DROP TABLE items; --", 3);
        return rows(db, "SELECT name, price, data FROM items ORDER BY name");
      case "twice":
        db.script(table);
        insert(db, "tea", 2.5);
        insert(db, "tea", 2.5);
        return "inserted";
      case "syntax":
        return String.valueOf(db.execute("SELEC 1", List.of()));
      case "half":
        Database.Transaction sale = db.begin();
        sale.execute("DELETE FROM items", List.of());
        throw new IllegalStateException("out of order");
      case "count":
        return rows(db, "SELECT count(*) AS n FROM items");
      default:
        return many(db);
    }
  }

  private static void insert(Database.Connection db, String name, double price) throws Exception {
    try (Database.Transaction sale = db.begin()) {
      List<Value> values =
          List.of(
              new Value.Text(name), new Value.Float_(price), new Value.Blob(new byte[] {0, -1}));
      sale.execute("INSERT INTO items VALUES ($1, $2, $3)", values);
      sale.commit();
    }
  }

  private static String rows(Database.Connection db, String statement) throws Exception {
    try (Database.Rows found = db.query(statement, List.of())) {
      List<String> lines = new ArrayList<>();
      lines.add(String.join(",", found.columns()));
      for (List<List<Value>> batch; !(batch = found.next(1)).isEmpty(); ) {
        for (List<Value> row : batch) {
          List<String> cells = new ArrayList<>();
          for (Value value : row) {
            cells.add(text(value));
          }
          lines.add(String.join(",", cells));
        }
      }
      return String.join("|", lines);
    }
  }

  private static String text(Value value) {
    if (value instanceof Value.Integer_ number) {
      return String.valueOf(number.value());
    }
    if (value instanceof Value.Float_ number) {
      return String.format("%.2f", number.value());
    }
    if (value instanceof Value.Text words) {
      return words.value();
    }
    StringBuilder hex = new StringBuilder();
    if (value instanceof Value.Blob blob) {
      for (byte b : blob.value()) {
        hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
      }
    }
    return hex.toString();
  }

  private static String many(Database.Connection db) throws Exception {
    try (Database.Rows found = db.query(MANY, List.of(new Value.Integer_(100000)))) {
      int count = 0;
      long sum = 0;
      for (List<List<Value>> batch; !(batch = found.next(1000)).isEmpty(); ) {
        for (List<Value> row : batch) {
          count++;
          sum += ((Value.Integer_) row.get(0)).value();
        }
      }
      return count + " " + sum;
    }
  }
}
