package witloom.rt;

import org.teavm.interop.Export;
import org.teavm.interop.Import;

/** Fills in the stack trace of a new exception, from the shadow stack that the link pass keeps. */
public final class Trace {
  /** More frames than this help nobody. */
  private static final int SHOWN = 64;

  /** The last calls that were read, by address. */
  private static int[] addresses;

  private static StackTraceElement[] elements;

  private Trace() {}

  @Import(module = "witloom:link", name = "trace-depth")
  private static native int depth();

  @Import(module = "witloom:link", name = "trace-frame")
  private static native int frame(int index);

  /** What TeaVM calls at the end of every exception's constructor. */
  @Export(name = "witloom:provide/teavm.decorateException")
  public static void decorate(Object problem) {
    int depth = depth();
    if (depth <= 0 || depth > 4096) {
      return;
    }
    StackTraceElement[] found = new StackTraceElement[SHOWN];
    int count = 0;
    for (int i = depth - 1; i >= 0 && count < SHOWN; i--) {
      for (int call = frame(i); call != 0 && count < SHOWN; call = Mem.getS32(call + 12)) {
        StackTraceElement element = element(call);
        // The constructors that made the exception are of no interest.
        if (count > 0 || !element.getMethodName().equals("<init>")) {
          found[count++] = element;
        }
      }
    }
    StackTraceElement[] trace = new StackTraceElement[count];
    System.arraycopy(found, 0, trace, 0, count);
    // The second branch never runs: it tells TeaVM's analysis, which sees no caller, what may come
    // here.
    Throwable throwable = problem instanceof Throwable ? (Throwable) problem : new Throwable();
    throwable.setStackTrace(trace);
  }

  /** Whether a static initialiser is under way. */
  static boolean isInitialising() {
    int depth = depth();
    for (int i = 0; i < depth && depth <= 4096; i++) {
      for (int call = frame(i); call != 0; call = Mem.getS32(call + 12)) {
        if (element(call).getMethodName().equals("<clinit>")) {
          return true;
        }
      }
    }
    return false;
  }

  private static StackTraceElement element(int call) {
    if (addresses == null) {
      addresses = new int[256];
      elements = new StackTraceElement[256];
    }
    int slot = (call >>> 4 ^ call >>> 12) & 255;
    if (addresses[slot] != call) {
      addresses[slot] = call;
      elements[slot] = read(call);
    }
    return elements[slot];
  }

  private static StackTraceElement read(int call) {
    String name = name(Mem.getS32(call));
    int split = name.indexOf("::");
    int file = Mem.getS32(call + 4);
    // A file without a line would read as line -1.
    int line = file == 0 ? -1 : Mem.getS32(call + 8);
    return new StackTraceElement(
        name.substring(0, split), name.substring(split + 2), file == 0 ? null : name(file), line);
  }

  private static String name(int address) {
    return Lift.fixedString(address + 4, Mem.getS32(address));
  }
}
