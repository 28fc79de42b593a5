package witloom.rt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.CancellationException;
import org.teavm.interop.Async;
import org.teavm.interop.AsyncCallback;

/**
 * Calls of exported async functions, each a thread, which TeaVM makes coroutines.
 *
 * <p>The host enters with a call or an event, everything that can go on does, and the answer says
 * whether the call is over. A result is handed over in an entry of its own call. For generated
 * code.
 */
public final class Tasks {
  /** What waits where nothing can wait. */
  private static final String FIXED =
      "waiting where nothing can wait: what waits must be an `async func` in WIT, and so must what"
          + " calls it";

  static Task current;
  private static final ArrayList<Task> ALL = new ArrayList<>();
  private static final ArrayList<Integer> FREE = new ArrayList<>();
  private static final HashMap<Integer, Waiting> WAITS = new HashMap<>();

  /** Waitables of threads that ran when no task had its turn: the next one takes them. */
  private static final ArrayList<Waiting> ORPHANS = new ArrayList<>();

  private static Job first;
  private static Job last;

  /** How many destructors run. */
  private static int closing;

  private Tasks() {}

  /** The user's function; it may wait. */
  public interface Body {
    /** Answers what hands the result over. */
    Answer run() throws Throwable;
  }

  /** Lowers a result and gives it to the caller. */
  public interface Answer {
    void give();
  }

  /**
   * An entry of a new task; the callback code.
   *
   * @param before the borrowed handles before the parameters were lifted
   */
  public static int start(String title, Resource before, Body body) {
    int slot = FREE.isEmpty() ? ALL.size() : FREE.remove(FREE.size() - 1);
    Task task = new Task(title, Resource.detachBorrows(before), body, slot);
    if (slot == ALL.size()) {
      ALL.add(task);
    } else {
      ALL.set(slot, task);
    }
    Core.contextSet(slot);
    current = task;
    task.thread = new Thread(task, title);
    Threads.belong(task.thread, title);
    task.thread.start();
    return task.turn();
  }

  /** An entry of a task that waits; the callback code. */
  public static int event(int event, int handle, int code) {
    try {
      Task task = ALL.get(Core.contextGet());
      current = task;
      if (event == Core.EVENT_CANCELLED) {
        task.cancel();
      } else if (event != Core.EVENT_NONE && !task.hears(handle)) {
        // That a subtask has started is no news.
        if (event != Core.EVENT_SUBTASK || code >= Core.RETURNED) {
          Waiting waiting = WAITS.get(handle);
          forget(waiting);
          waiting.arrived(code);
        }
      }
      return task.turn();
    } catch (Throwable problem) {
      Trap.report("callback", problem);
      return 0;
    }
  }

  /** The function of WIT whose call began a thread; null where none has. */
  public static String origin(Thread thread) {
    return Threads.origin(thread);
  }

  static void gone(Task task) {
    ALL.set(task.slot, null);
    FREE.add(task.slot);
  }

  /** Lets threads run that a synchronous export has started, or woken. */
  public static void settle() {
    if (first != null) {
      drain(Integer.MAX_VALUE);
      Threads.leave();
      Trap.flush();
    }
  }

  /** A destructor begins. */
  public static void fix() {
    closing++;
  }

  /** A destructor ends. */
  public static void loosen() {
    closing--;
  }

  /** Lowering has succeeded: what moves is the callee's now. */
  public static void sent() {
    Resource.sent();
    Moving.take();
  }

  /** Lowering may have failed: what was to move stays here. */
  public static void restore() {
    Resource.restore();
    Moving.restoreAll(Moving.take());
  }

  /** An object of ours that has a handle which is on its way to another component. */
  public interface Handed {
    /** The handle stays here. */
    void back(boolean wanted);
  }

  /** An object of ours was lowered. */
  public static void handed(Handed object) {
    Moving.add(
        new Moving() {
          @Override
          void restore() {
            object.back(true);
          }

          @Override
          void drop() {
            object.back(false);
          }
        });
  }

  /** Whether an exception tells that its thread was interrupted. */
  static boolean isCancellation(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof CancellationException
          || cause instanceof java.io.InterruptedIOException) {
        return true;
      }
    }
    return false;
  }

  /** Throws where the running code can't be suspended. */
  public static void checkWait() {
    if (!Threads.canWait() || closing > 0) {
      throw new IllegalStateException(FIXED);
    }
    if (Arena.isLowering()) {
      throw new IllegalStateException(
          "waiting while values are passed to another component: nothing can wait there");
    }
    if (Trace.isInitialising()) {
      throw new IllegalStateException("waiting in a static initialiser: nothing can wait there");
    }
  }

  // What is ready to run.

  static void later(Job job) {
    job.next = null;
    if (first == null) {
      first = job;
    } else {
      last.next = job;
    }
    last = job;
  }

  /** Runs what is ready, until nothing is; false when there were too many turns. */
  static boolean drain(int turns) {
    for (int turn = 0; first != null; turn++) {
      if (turn == turns) {
        return false;
      }
      Job job = first;
      first = job.next;
      job.run();
    }
    return true;
  }

  // What is waited for.

  /** Suspends the running thread until a waitable has an event; what it says. */
  static int await(Waiting waiting, boolean interrupts) {
    if (interrupts) {
      Threads.onInterrupt(new Stop(waiting));
    }
    int code = suspend(waiting);
    if (interrupts) {
      Threads.onInterrupt(null);
    }
    return code;
  }

  private static final class Stop extends Job {
    private final Waiting waiting;

    Stop(Waiting waiting) {
      this.waiting = waiting;
    }

    @Override
    public void run() {
      waiting.stop();
    }
  }

  @Async
  private static native int suspend(Waiting waiting);

  private static void suspend(Waiting waiting, AsyncCallback<Integer> callback) {
    waiting.callback = callback;
    expect(waiting);
  }

  private static void expect(Waiting waiting) {
    WAITS.put(waiting.handle, waiting);
    if (current == null) {
      ORPHANS.add(waiting);
    } else {
      join(waiting, current);
    }
  }

  private static void join(Waiting waiting, Task task) {
    waiting.host = task;
    task.pending++;
    Core.join(waiting.handle, task.set());
  }

  static void adopt(Task task) {
    for (Waiting waiting : ORPHANS) {
      join(waiting, task);
    }
    ORPHANS.clear();
  }

  /** Waits no longer; false when it has come already. */
  static boolean forget(Waiting waiting) {
    if (!WAITS.remove(waiting.handle, waiting)) {
      return false;
    }
    if (waiting.host == null) {
      ORPHANS.remove(waiting);
    } else {
      waiting.host.pending--;
      // The engine may be about to give that task a turn for this very event, and fails when none
      // is left.
      waiting.host.call();
      Core.join(waiting.handle, 0);
    }
    return true;
  }

  // Timers, each a call of the clock.

  private static final HashMap<Integer, Waiting> TIMERS = new HashMap<>();
  private static int lastTimer;

  /** Does something at a time, in milliseconds since 1970; a number for {@link #kill}. */
  public static int schedule(Job job, long time) {
    long delay = time - System.currentTimeMillis();
    if (delay <= 0) {
      later(job);
      return -1;
    }
    int status = Core.waitFor(Math.min(delay, Long.MAX_VALUE / 1_000_000) * 1_000_000);
    if ((status & 15) == Core.RETURNED) {
      later(job);
      return -1;
    }
    int id = ++lastTimer;
    Waiting waiting = Waiting.subtask(status >>> 4);
    waiting.timer = new Timer(id, job);
    TIMERS.put(id, waiting);
    expect(waiting);
    return id;
  }

  /** Does something in one of the next turns. */
  public static void offer(Job job) {
    later(job);
  }

  /** Forgets what was scheduled. */
  public static void kill(int id) {
    Waiting waiting = TIMERS.remove(id);
    if (waiting != null) {
      waiting.stop();
    }
  }

  /** The function of the clock that timers stand on, for worlds that import it themselves. */
  public static int waitFor(long nanoseconds) {
    return Core.waitFor(nanoseconds);
  }

  private static final class Timer extends Job {
    private final int id;
    private final Job job;

    Timer(int id, Job job) {
      this.id = id;
      this.job = job;
    }

    @Override
    public void run() {
      // It may have been killed in the last moment.
      if (TIMERS.remove(id) != null) {
        job.run();
      }
    }
  }
}
