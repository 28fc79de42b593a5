package witloom.rt;

import org.teavm.interop.Export;
import org.teavm.interop.Import;

/** The end of a call that failed. */
public final class Trap {
  private Trap() {}

  @Import(module = "witloom:link", name = "trap")
  private static native void trap();

  @Import(module = "witloom:link", name = "flush")
  private static native void flushConsole();

  /** Writes what was printed without a line break. */
  public static void flush() {
    flushConsole();
  }

  /** Reports an exception that an export did not declare, and traps. */
  public static void report(String function, Throwable problem) {
    end("witloom: java export `" + function + "` failed: ", problem);
  }

  /**
   * Reports an exception that nobody caught in a thread, and traps.
   *
   * @param function of WIT whose call began the thread; null where none has
   */
  public static void uncaught(String thread, String function, Throwable problem) {
    String of = function == null ? "" : " of `" + function + "`";
    end("witloom: java thread `" + thread + "`" + of + " failed: ", problem);
  }

  private static void end(String head, Throwable problem) {
    try {
      System.err.print(head);
      problem.printStackTrace(System.err);
    } catch (Throwable again) {
      System.err.println(problem.getClass().getName());
    }
    flushConsole();
    trap();
  }

  @Export(name = "witloom:arith/division-by-zero")
  public static void divisionByZero() {
    throw new ArithmeticException("/ by zero");
  }
}
