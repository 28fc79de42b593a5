package app;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wit.test.reports.exports.Reports;
import wit.test.reports.imports.Prices;
import witloom.rt.Future;
import witloom.rt.ItemStream;

/** The README's example. */
public final class Totals implements Reports {
  @Override
  public ItemStream<Row> parse(InputStream csv) {
    return ItemStream.written(rows -> {                     // a thread that goes on after the method has returned
      try (var lines = new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null; ) {
          String[] parts = line.split(",");
          if (!rows.put(new Row(parts[0], Long.parseLong(parts[1])))) {
            return;                                         // the reader has left
          }
        }
      }
    });
  }

  @Override
  public Future<Long> total(ItemStream<Row> rows) {
    return Future.async(() -> {
      long total = 0;
      for (Row row : rows) {
        total += row.cents();
      }
      return total;
    });
  }

  @Override
  public Row best(List<String> names) throws BestException {
    List<Future<Long>> prices = new ArrayList<>();
    for (String name : names) {
      prices.add(Future.async(() -> Prices.find(name)));    // all at the same time
    }
    Row best = null;
    for (int i = 0; i < names.size(); i++) {
      long cents = prices.get(i).get();
      if (best == null || cents > best.cents()) {
        best = new Row(names.get(i), cents);
      }
    }
    if (best == null) {
      throw new BestException("no names");
    }
    return best;
  }
}
