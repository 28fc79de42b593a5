package witloom.rt;

import org.teavm.interop.Import;

/** What the component model offers to tasks, with the numbers of the canonical ABI. */
final class Core {
  static final int EVENT_NONE = 0;
  static final int EVENT_SUBTASK = 1;
  static final int EVENT_CANCELLED = 6;

  /** States of a subtask, below the four bits of its handle. */
  static final int RETURNED = 2;

  static final int CANCELLED_BEFORE_STARTED = 3;

  /** How copies end, below the number of elements. */
  static final int DROPPED = 1;

  static final int CANCELLED = 2;
  static final int BLOCKED = -1;

  static final int EXIT = 0;
  static final int YIELD = 1;
  static final int WAIT = 2;

  private Core() {}

  @Import(module = "$root", name = "[waitable-set-new]")
  static native int setNew();

  @Import(module = "$root", name = "[waitable-join]")
  static native void join(int waitable, int set);

  @Import(module = "$root", name = "[subtask-drop]")
  static native void subtaskDrop(int subtask);

  @Import(module = "$root", name = "[subtask-cancel]")
  static native int subtaskCancel(int subtask);

  @Import(module = "$root", name = "[context-get-0]")
  static native int contextGet();

  @Import(module = "$root", name = "[context-set-0]")
  static native void contextSet(int value);

  @Import(module = "[export]$root", name = "[task-cancel]")
  static native void taskCancel();

  @Import(module = "$root", name = "[stream-new-unit]wake")
  static native long wakeNew();

  @Import(module = "$root", name = "[async-lower][stream-read-unit]wake")
  static native int wakeRead(int end, int address, int count);

  @Import(module = "$root", name = "[async-lower][stream-write-unit]wake")
  static native int wakeWrite(int end, int address, int count);

  @Import(module = "wasi:clocks/monotonic-clock@0.3.0", name = "[async-lower]wait-for")
  static native int waitFor(long nanoseconds);
}
