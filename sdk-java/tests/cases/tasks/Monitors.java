package app;

import java.util.ArrayList;
import java.util.List;

/** What Java says of monitors. */
final class Monitors {
  private static final List<String> BROKEN = new ArrayList<>();

  private Monitors() {}

  private static void expect(String what, Object got, Object want) {
    if (!got.equals(want)) {
      BROKEN.add(what + ": expected " + want + ", got " + got);
    }
  }

  static List<String> broken() throws InterruptedException {
    manyEnter();
    interruptedWaitHasTheMonitor();
    noNotificationIsLost();
    interruptedBefore();
    new Lives(BROKEN).check();
    return BROKEN;
  }

  /** Each of several threads gets a monitor that another one holds while it sleeps. */
  private static void manyEnter() throws InterruptedException {
    Object lock = new Object();
    int[] state = {0, 0, 0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread thread = new Thread(() -> {
        synchronized (lock) {
          state[0]++;
          state[1] = Math.max(state[0], state[1]);
          pause(2);
          state[2]++;
          state[0]--;
        }
      });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    expect("at once inside", state[1], 1);
    expect("all were inside", state[2], 5);
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static void interruptedWaitHasTheMonitor() throws InterruptedException {
    Object lock = new Object();
    boolean[] held = {false, false};
    Thread thread = new Thread(() -> {
      synchronized (lock) {
        try {
          lock.wait();
        } catch (InterruptedException expected) {
          held[0] = Thread.holdsLock(lock);
          held[1] = Thread.currentThread().isInterrupted();
        }
      }
    });
    thread.start();
    Thread.sleep(1);
    thread.interrupt();
    thread.join();
    expect("the monitor after an interruption", held[0], true);
    expect("the flag after an interruption", held[1], false);
  }

  /** One whose time is over takes no notification from one who waits still. */
  private static void noNotificationIsLost() throws InterruptedException {
    Object lock = new Object();
    String[] woken = {"never"};
    Thread impatient = new Thread(() -> {
      synchronized (lock) {
        try {
          lock.wait(1);
        } catch (InterruptedException problem) {
          throw new IllegalStateException(problem);
        }
      }
    });
    impatient.start();
    Thread patient = new Thread(() -> {
      synchronized (lock) {
        try {
          lock.wait(2000);
          woken[0] = "by notify";
        } catch (InterruptedException problem) {
          throw new IllegalStateException(problem);
        }
      }
    });
    patient.start();
    impatient.join();
    long before = System.currentTimeMillis();
    synchronized (lock) {
      lock.notify();
    }
    patient.join();
    expect("woken", woken[0], "by notify");
    expect("in time", System.currentTimeMillis() - before < 1000, true);
  }

  private static void interruptedBefore() {
    Object lock = new Object();
    Thread.currentThread().interrupt();
    synchronized (lock) {
      try {
        lock.wait();
        expect("waiting when interrupted before", "returned", "an exception");
      } catch (InterruptedException expected) {
        expect("the flag", Thread.currentThread().isInterrupted(), false);
      }
    }
  }
}
