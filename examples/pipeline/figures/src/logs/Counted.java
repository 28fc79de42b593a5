package logs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wit.logs.pipeline.exports.Figures.Hour;
import wit.logs.pipeline.imports.Visitors.Visit;
import witloom.rt.Tuple2;

/** What is known of an hour so far. */
final class Counted {
  private final long start;
  private final Map<String, Long> sections = new TreeMap<>();
  private long[] sizes = new long[64];
  private int visits;
  private long errors;
  private long size;

  Counted(long start) {
    this.start = start;
  }

  long start() {
    return start;
  }

  void add(Visit visit) {
    if (visits == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * visits);
    }
    sizes[visits++] = visit.size();
    size += visit.size();
    errors += visit.status() >= 500 ? 1 : 0;
    sections.merge(visit.section(), 1L, Long::sum);
  }

  Hour hour() {
    long[] sorted = Arrays.copyOf(sizes, visits);
    Arrays.sort(sorted);
    List<Tuple2<String, Long>> best = new ArrayList<>();
    sections.forEach((section, count) -> best.add(new Tuple2<>(section, count)));
    best.sort(Comparator.comparing((Tuple2<String, Long> section) -> section.f1()).reversed());
    return new Hour(start, visits, errors, size, sorted[visits / 2], sorted[visits * 95 / 100], best);
  }
}
