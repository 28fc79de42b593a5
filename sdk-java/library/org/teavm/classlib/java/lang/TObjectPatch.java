package org.teavm.classlib.java.lang;

import java.util.ArrayDeque;
import org.teavm.interop.Async;
import org.teavm.interop.AsyncCallback;
import org.teavm.runtime.EventQueue;
import witloom.lib.OfObject;

/** Monitors: who waits has the monitor again before it goes on, however it was woken, and nobody is forgotten. */
public final class TObjectPatch {
  private TObjectPatch() {}

  /** Gives a free monitor to the first who waits to enter it. */
  public static void waitForOtherThreads(TObject self) {
    TObject.Monitor monitor = self.monitor;
    if (self.isEmptyMonitor() || monitor.owner != null || monitor.enteringThreads == null) {
      return;
    }
    if (!monitor.enteringThreads.isEmpty()) {
      monitor.enteringThreads.remove().run();
    }
  }

  @OfObject
  public static void wait(TObject self, long millis, int nanos) throws TInterruptedException {
    if (!TObject.holdsLock(self)) {
      throw new TIllegalMonitorStateException();
    }
    if (millis < 0 || nanos < 0 || nanos > 999_999) {
      throw new TIllegalArgumentException();
    }
    if (TThread.interrupted()) {
      throw new TInterruptedException();
    }
    Waiter waiter = new Waiter(self, millis + (nanos > 0 ? 1 : 0));
    suspend(waiter);
    TObject.monitorEnter(self, waiter.count);
    if (waiter.isInterrupted) {
      TThread.interrupted();
      throw new TInterruptedException();
    }
  }

  @Async
  private static native void suspend(Waiter waiter);

  private static void suspend(Waiter waiter, AsyncCallback<Void> callback) {
    waiter.begin(callback);
  }

  @OfObject
  public static void notify(TObject self) {
    if (!TObject.holdsLock(self)) {
      throw new TIllegalMonitorStateException();
    }
    var waiters = self.monitor.notifyListeners;
    if (waiters != null && !waiters.isEmpty()) {
      ((Waiter) waiters.remove()).wake();
    }
  }

  @OfObject
  public static void notifyAll(TObject self) {
    if (!TObject.holdsLock(self)) {
      throw new TIllegalMonitorStateException();
    }
    var waiters = self.monitor.notifyListeners;
    while (waiters != null && !waiters.isEmpty()) {
      ((Waiter) waiters.remove()).wake();
    }
  }

  /** A thread that waits; it is in the monitor's queue until something wakes it. */
  private static final class Waiter implements TObject.NotifyListener, TThreadInterruptHandler {
    private final TObject self;
    private final TThread thread = TThread.currentThread();
    private final long millis;
    final int count;
    private AsyncCallback<Void> callback;
    private int timer = -1;
    boolean isInterrupted;

    Waiter(TObject self, long millis) {
      this.self = self;
      this.millis = millis;
      this.count = self.monitor.count;
    }

    void begin(AsyncCallback<Void> callback) {
      this.callback = callback;
      TObject.Monitor monitor = self.monitor;
      if (monitor.notifyListeners == null) {
        monitor.notifyListeners = new ArrayDeque<>();
      }
      monitor.notifyListeners.add(this);
      thread.interruptHandler = this;
      if (millis > 0) {
        timer = EventQueue.offer(this, System.currentTimeMillis() + Math.min(millis, Integer.MAX_VALUE));
      }
      TObject.monitorExit(self, count);
    }

    /** Lets the thread go on; it is out of the queue. */
    void wake() {
      if (timer >= 0) {
        EventQueue.kill(timer);
        timer = -1;
      }
      thread.interruptHandler = null;
      EventQueue.offer(() -> callback.complete(null));
    }

    /** The time is over. */
    @Override
    public void run() {
      timer = -1;
      if (self.monitor.notifyListeners.remove(this)) {
        wake();
      }
    }

    @Override
    public void interrupted() {
      if (self.monitor.notifyListeners.remove(this)) {
        isInterrupted = true;
        wake();
      }
    }

    @Override
    public boolean expired() {
      return false;
    }
  }
}
