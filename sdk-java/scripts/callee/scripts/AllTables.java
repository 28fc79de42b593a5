package scripts;

import java.util.LinkedHashMap;
import java.util.Map;
import wit.matrix.scripts.exports.Tables;

/** Maps as large as those of programs. */
public final class AllTables implements Tables {
  @Override
  public Map<Long, String> turn(Map<String, Long> ages) {
    Map<Long, String> turned = new LinkedHashMap<>();
    ages.forEach((name, age) -> turned.put(age, name));
    return turned;
  }

  @Override
  public Map<String, Long> twice() {
    return Map.of("a", 3L, "b", 2L);
  }
}
