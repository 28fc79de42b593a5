package witloom.rt;

import java.util.ArrayList;
import java.util.List;
import org.teavm.interop.Import;

/** What a Java program gets by its method {@code main}, which a component lacks. */
public final class Program {
  private Program() {}

  @Import(module = "wasi:cli/environment@0.2.0", name = "get-arguments")
  private static native void getArguments(int area);

  /** The program's arguments, without its name. */
  public static List<String> arguments() {
    List<String> found = new ArrayList<>();
    int mark = Arena.mark();
    try {
      int area = Arena.take(8, 4);
      getArguments(area);
      int list = Mem.getS32(area);
      int count = Mem.getS32(area + 4);
      for (int i = 0; i < count; i++) {
        int entry = list + 8 * i;
        String argument = Lift.string(Mem.getS32(entry), Mem.getS32(entry + 4));
        if (i > 0) {
          found.add(argument);
        }
      }
      Arena.release(list, 8 * count);
    } finally {
      Arena.reset(mark);
    }
    return found;
  }
}
