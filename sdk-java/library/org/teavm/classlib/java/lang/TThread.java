package org.teavm.classlib.java.lang;

import java.util.Objects;
import org.teavm.interop.Async;
import org.teavm.interop.AsyncCallback;
import org.teavm.runtime.EventQueue;
import org.teavm.runtime.Fiber;

/** A green thread, from its making to its end as Java tells it. */
public class TThread extends TObject implements TRunnable {
  public static final int MIN_PRIORITY = 1;
  public static final int NORM_PRIORITY = 5;
  public static final int MAX_PRIORITY = 10;

  /** Yields and milliseconds after which a thread that only yields lets others run. */
  private static final int YIELDS = 30;

  private static final int SLICE = 100;

  private static final UncaughtExceptionHandler BUILT_IN = new TDefaultUncaughtExceptionHandler();

  private static int nextId = 1;
  private static int nextNumber;
  private static int activeCount = 1;
  private static UncaughtExceptionHandler defaultHandler;
  private static TThread mainThread = main();
  private static TThread currentThread = mainThread;

  /** Which values of {@code ThreadLocal} are this thread's. */
  public Object key;

  /** The function of WIT whose call began it, or began what did; null where none has. */
  String origin;

  /** What an interruption does beyond being noted. */
  public TThreadInterruptHandler interruptHandler;

  private final TRunnable target;
  private final long id = nextId++;
  private final Object ended = new Object();
  private String name;
  private UncaughtExceptionHandler handler;
  private int priority = NORM_PRIORITY;
  private boolean isDaemon;
  private boolean isStarted;
  private boolean isOver;
  private boolean isInterrupted;
  private long sliceStart;
  private int yields;

  public TThread() {
    this(null, newName());
  }

  public TThread(String name) {
    this(null, name);
  }

  public TThread(TRunnable target) {
    this(target, newName());
  }

  public TThread(TRunnable target, String name) {
    this.target = target;
    this.name = Objects.requireNonNull(name, "'name' is null");
    if (currentThread != null) {
      priority = currentThread.priority;
      isDaemon = currentThread.isDaemon;
      origin = currentThread.origin;
    }
  }

  private static TThread main() {
    TThread thread = new TThread("main");
    thread.isStarted = true;
    return thread;
  }

  private static String newName() {
    return "Thread-" + nextNumber++;
  }

  public void start() {
    if (isStarted) {
      throw new TIllegalThreadStateException();
    }
    isStarted = true;
    activeCount++;
    boolean daemon = isDaemon;
    if (!daemon) {
      Fiber.userThreadCount++;
    }
    EventQueue.offer(() -> Fiber.start(this::live, daemon));
  }

  private void live() {
    try {
      setCurrentThread(this);
      key = new Object();
      run();
    } catch (Throwable problem) {
      tell(problem);
    } finally {
      synchronized (ended) {
        isOver = true;
        ended.notifyAll();
      }
      activeCount--;
      key = null;
      setCurrentThread(mainThread);
    }
  }

  /** Hands a problem on; Java ignores what handlers throw. */
  private void tell(Throwable problem) {
    try {
      getUncaughtExceptionHandler().uncaughtException(this, problem);
    } catch (Throwable ignored) {
      // As said above.
    }
  }

  @Override
  public void run() {
    if (target != null) {
      target.run();
    }
  }

  static void setCurrentThread(TThread thread) {
    currentThread = thread;
    thread.sliceStart = System.currentTimeMillis();
  }

  static TThread getMainThread() {
    return mainThread;
  }

  public static TThread currentThread() {
    return currentThread;
  }

  public static int activeCount() {
    return activeCount;
  }

  public final boolean isAlive() {
    return isStarted && !isOver;
  }

  public final void join() throws TInterruptedException {
    join(0, 0);
  }

  public final void join(long millis) throws TInterruptedException {
    join(millis, 0);
  }

  public final void join(long millis, int nanos) throws TInterruptedException {
    long most = rounded(millis, nanos);
    if (!isAlive()) {
      return;
    }
    long end = System.currentTimeMillis() + most;
    synchronized (ended) {
      while (isAlive()) {
        long rest = most == 0 ? 0 : end - System.currentTimeMillis();
        if (most != 0 && rest <= 0) {
          return;
        }
        pause(rest);
      }
    }
  }

  private void pause(long millis) throws TInterruptedException {
    try {
      ended.wait(millis);
    } catch (InterruptedException problem) {
      throw new TInterruptedException();
    }
  }

  /** Whole milliseconds of a time that is in the bounds which Java sets. */
  private static long rounded(long millis, int nanos) {
    if (millis < 0) {
      throw new TIllegalArgumentException("timeout value is negative");
    }
    if (nanos < 0 || nanos > 999_999) {
      throw new TIllegalArgumentException("nanosecond timeout value out of range");
    }
    long whole = nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis;
    // No clock comes that far.
    return Math.min(whole, Integer.MAX_VALUE);
  }

  public static void yield() {
    TThread thread = currentThread;
    if (++thread.yields < YIELDS) {
      return;
    }
    thread.yields = 0;
    if (thread.sliceStart + SLICE < System.currentTimeMillis()) {
      step(thread);
    }
  }

  @Async
  private static native void step(TThread thread);

  private static void step(TThread thread, AsyncCallback<Void> callback) {
    EventQueue.offer(() -> callback.complete(null));
  }

  public void interrupt() {
    isInterrupted = true;
    TThreadInterruptHandler waiting = interruptHandler;
    interruptHandler = null;
    if (waiting != null) {
      waiting.interrupted();
    }
  }

  public static boolean interrupted() {
    TThread thread = currentThread;
    boolean was = thread.isInterrupted;
    thread.isInterrupted = false;
    return was;
  }

  public boolean isInterrupted() {
    return isInterrupted;
  }

  public static void sleep(long millis) throws TInterruptedException {
    sleep(millis, 0);
  }

  public static void sleep(long millis, int nanos) throws TInterruptedException {
    long whole = rounded(millis, nanos);
    if (interrupted()) {
      throw new TInterruptedException();
    }
    Sleep sleep = new Sleep(currentThread, whole);
    suspend(sleep);
    if (sleep.isInterrupted) {
      interrupted();
      throw new TInterruptedException();
    }
  }

  @Async
  private static native void suspend(Sleep sleep);

  private static void suspend(Sleep sleep, AsyncCallback<Void> callback) {
    sleep.begin(callback);
  }

  /** A thread that sleeps. */
  private static final class Sleep implements EventQueue.Event, TThreadInterruptHandler {
    private final TThread thread;
    private final long millis;
    private AsyncCallback<Void> callback;
    private int timer;
    boolean isInterrupted;

    Sleep(TThread thread, long millis) {
      this.thread = thread;
      this.millis = millis;
    }

    void begin(AsyncCallback<Void> callback) {
      this.callback = callback;
      timer = EventQueue.offer(this, System.currentTimeMillis() + millis);
      thread.interruptHandler = this;
    }

    /** The time is over. */
    @Override
    public void run() {
      if (!isInterrupted) {
        thread.interruptHandler = null;
        callback.complete(null);
      }
    }

    @Override
    public void interrupted() {
      isInterrupted = true;
      EventQueue.kill(timer);
      EventQueue.offer(() -> callback.complete(null));
    }
  }

  public static boolean holdsLock(TObject object) {
    return TObject.holdsLock(object);
  }

  public long getId() {
    return id;
  }

  public final long threadId() {
    return id;
  }

  public final String getName() {
    return name;
  }

  public final void setName(String name) {
    this.name = Objects.requireNonNull(name, "name cannot be null");
  }

  public final boolean isDaemon() {
    return isDaemon;
  }

  public final void setDaemon(boolean isDaemon) {
    if (isAlive()) {
      throw new TIllegalThreadStateException();
    }
    this.isDaemon = isDaemon;
  }

  public final int getPriority() {
    return priority;
  }

  /** Noted only: no thread is taken from the one that runs. */
  public final void setPriority(int priority) {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new TIllegalArgumentException();
    }
    this.priority = priority;
  }

  public TStackTraceElement[] getStackTrace() {
    return new TStackTraceElement[0];
  }

  public TClassLoader getContextClassLoader() {
    return TClassLoader.getSystemClassLoader();
  }

  public UncaughtExceptionHandler getUncaughtExceptionHandler() {
    if (handler != null) {
      return handler;
    }
    return defaultHandler == null ? BUILT_IN : defaultHandler;
  }

  public void setUncaughtExceptionHandler(UncaughtExceptionHandler handler) {
    this.handler = handler;
  }

  public static UncaughtExceptionHandler getDefaultUncaughtExceptionHandler() {
    return defaultHandler;
  }

  public static void setDefaultUncaughtExceptionHandler(UncaughtExceptionHandler handler) {
    defaultHandler = handler;
  }

  @Override
  public String toString() {
    return "Thread[#" + id + "," + name + "," + priority + ",main]";
  }

  /** Hears of what a thread throws that nobody catches. */
  public interface UncaughtExceptionHandler {
    void uncaughtException(TThread thread, Throwable problem);
  }
}
