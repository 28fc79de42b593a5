package scripts;

import static scripts.Play.expect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import wit.matrix.scripts.imports.Tables;

/** Maps as large as those of programs, and with a key that stands twice. */
final class InTables {
  private InTables() {}

  static void tenThousandEntries() {
    Map<String, Long> ages = new LinkedHashMap<>();
    Map<Long, String> turned = new LinkedHashMap<>();
    for (long n = 0; n < 10_000; n++) {
      String name = "n" + Long.toString(10_000 + n).substring(1);
      ages.put(name, n);
      turned.put(n, name);
    }
    Map<Long, String> got = Tables.turn(ages);
    expect("turn", new ArrayList<>(got.entrySet()), new ArrayList<>(turned.entrySet()));
  }

  /** The other side gives an entry for `a` twice, where it can. */
  static void aKeyTwice() {
    expect("twice", Tables.twice(), Map.of("a", 3L, "b", 2L));
  }
}
