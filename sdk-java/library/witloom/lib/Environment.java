package witloom.lib;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import witloom.rt.Arena;
import witloom.rt.Lift;
import witloom.rt.Mem;
import witloom.rt.Trap;

/** The environment variables that were granted, and the program's end. */
public final class Environment {
  private static Map<String, String> variables;

  private Environment() {}

  /** All of them, in the host's order. */
  public static Map<String, String> variables() {
    if (variables == null) {
      variables = Collections.unmodifiableMap(read());
    }
    return variables;
  }

  private static Map<String, String> read() {
    Map<String, String> found = new LinkedHashMap<>();
    int mark = Arena.mark();
    try {
      int area = Arena.take(8, 4);
      Wasi.getEnvironment(area);
      int list = Mem.getS32(area);
      int count = Mem.getS32(area + 4);
      int entry = list;
      for (int left = count; left > 0; left--) {
        String name = Lift.string(Mem.getS32(entry), Mem.getS32(entry + 4));
        found.put(name, Lift.string(Mem.getS32(entry + 8), Mem.getS32(entry + 12)));
        entry += 16;
      }
      Arena.release(list, 16 * count);
    } finally {
      Arena.reset(mark);
    }
    return found;
  }

  /** Ends the program. */
  public static void exit(int status) {
    System.out.flush();
    System.err.flush();
    Trap.flush();
    Wasi.exitWithCode(status & 0xff);
  }
}
