package witloom.rt;

import org.teavm.interop.Export;
import org.teavm.interop.Import;

/** Fills in the stack trace of a new exception, from the shadow stack that the link pass keeps. */
public final class Trace {
  /** More frames than this help nobody. */
  private static final int SHOWN = 64;

  /** The last frames that were read, by address of their names. */
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
    int last = depth - 1;
    while (last > 0 && element(frame(last)).getMethodName().equals("<init>")) {
      last--;
    }
    StackTraceElement[] trace = new StackTraceElement[last + 1 < SHOWN ? last + 1 : SHOWN];
    for (int i = 0; i < trace.length; i++) {
      trace[i] = element(frame(last - i));
    }
    // The second branch never runs: it tells TeaVM's analysis, which sees no caller, what may come here.
    Throwable throwable = problem instanceof Throwable ? (Throwable) problem : new Throwable();
    throwable.setStackTrace(trace);
  }

  private static StackTraceElement element(int address) {
    if (addresses == null) {
      addresses = new int[256];
      elements = new StackTraceElement[256];
    }
    int slot = (address >>> 2 ^ address >>> 10) & 255;
    if (addresses[slot] != address) {
      addresses[slot] = address;
      elements[slot] = read(address);
    }
    return elements[slot];
  }

  private static StackTraceElement read(int address) {
    String name = Lift.string(address + 4, Mem.getS32(address));
    int split = name.indexOf("::");
    // TeaVM's module has no lines; a file without a line would read as line -1.
    return new StackTraceElement(name.substring(0, split), name.substring(split + 2), null, -1);
  }
}
