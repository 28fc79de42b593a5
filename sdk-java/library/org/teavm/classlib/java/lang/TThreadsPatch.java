package org.teavm.classlib.java.lang;

import org.teavm.runtime.Fiber;
import witloom.rt.Job;

/** What the runtime needs of TeaVM's threads. */
public final class TThreadsPatch {
  private TThreadsPatch() {}

  public static void leave() {
    if (TThread.currentThread() != TThread.getMainThread()) {
      TThread.setCurrentThread(TThread.getMainThread());
    }
  }

  public static void onInterrupt(Job job) {
    TThread.currentThread().interruptHandler = job == null ? null : job::run;
  }

  public static void belong(TThread thread, String function) {
    thread.origin = function;
  }

  public static String origin(TThread thread) {
    return thread.origin;
  }

  public static boolean canWait() {
    return Fiber.current() != null;
  }
}
