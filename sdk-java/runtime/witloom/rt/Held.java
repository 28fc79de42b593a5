package witloom.rt;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the handles that this component holds: forgotten ones are never freed, so someone has to
 * notice.
 */
final class Held {
  /** Handles after which it warns, and again at each doubling. */
  private static final int FIRST_WARNING = 10_000;

  /**
   * Handles after which no more are taken: hosts take a hundred thousand and then end the component
   * without a reason.
   */
  private static final int MOST = 90_000;

  private static int count;
  private static int warnAt;
  private static final Map<String, int[]> BY_NAME = new LinkedHashMap<>();

  private Held() {}

  /** One more; answers whether that is too many. */
  static boolean add(String name) {
    BY_NAME.computeIfAbsent(name, key -> new int[1])[0]++;
    count++;
    if (warnAt == 0) {
      warnAt = FIRST_WARNING;
    }
    if (count == warnAt) {
      warnAt *= 2;
      System.err.println("witloom: warning: java holds " + advice());
    }
    return count > MOST;
  }

  /** One less. */
  static void remove(String name) {
    BY_NAME.get(name)[0]--;
    count--;
  }

  /** What is held, and what to do about it. */
  static String advice() {
    StringBuilder text = new StringBuilder();
    // In the order of their first use; no streams, which would cost every component some hundred
    // kilobytes.
    for (Map.Entry<String, int[]> entry : BY_NAME.entrySet()) {
      int held = entry.getValue()[0];
      if (held > 0) {
        text.append(text.length() == 0 ? "" : ", ");
        text.append(held).append(" of `").append(entry.getKey()).append('`');
      }
    }
    return count
        + " handles that were not closed ("
        + text
        + "): close each, best by try-with-resources; WebAssembly has no finalizers";
  }
}
