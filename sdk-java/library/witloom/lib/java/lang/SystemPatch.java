package witloom.lib.java.lang;

import java.util.Map;
import witloom.lib.BeforeThrow;
import witloom.lib.Bounds;
import witloom.lib.Clock;
import witloom.lib.Environment;

/** Instead of methods of {@link System}. */
public final class SystemPatch {
  private SystemPatch() {}

  public static String getenv(String name) {
    return Environment.variables().get(name);
  }

  public static Map<String, String> getenv() {
    return Environment.variables();
  }

  public static long nanoTime() {
    return Clock.nanos();
  }

  public static void exit(int status) {
    Environment.exit(status);
  }

  @BeforeThrow
  public static void arrayCopyImpl(Object source, int from, Object target, int to, int length) {
    throw Bounds.copy(source, from, target, to, length);
  }
}
