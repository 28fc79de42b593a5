package app;

import java.util.ArrayList;
import java.util.List;

/** What Java says of threads from their making to their end. */
final class Lives {
  private final List<String> broken;

  Lives(List<String> broken) {
    this.broken = broken;
  }

  private void expect(String what, Object got, Object want) {
    if (!got.equals(want)) {
      broken.add(what + ": expected " + want + ", got " + got);
    }
  }

  void check() throws InterruptedException {
    beforeTheStart();
    fromStartToEnd();
    interruptedBeforeTheStart();
    interruptedSleep();
    joinedForATime();
    handlers();
    refusals();
  }

  private void beforeTheStart() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    expect("alive before the start", thread.isAlive(), false);
    thread.join();
    thread.join(10_000);
    expect("named", thread.getName().startsWith("Thread-"), true);
    expect("priority", thread.getPriority(), Thread.NORM_PRIORITY);
    expect("daemon", thread.isDaemon(), false);
  }

  private void fromStartToEnd() throws InterruptedException {
    String[] name = {""};
    Thread thread = new Thread(() -> name[0] = Thread.currentThread().getName(), "mine");
    thread.start();
    expect("alive after the start", thread.isAlive(), true);
    expect("started twice", refused(thread::start), true);
    thread.join();
    expect("alive after the end", thread.isAlive(), false);
    expect("its name", name[0], "mine");
    thread.join();
    expect("started after the end", refused(thread::start), true);
  }

  private static boolean refused(Runnable act) {
    try {
      act.run();
      return false;
    } catch (IllegalThreadStateException problem) {
      return true;
    }
  }

  private void interruptedBeforeTheStart() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(60_000);
                seen.add("slept");
              } catch (InterruptedException expected) {
                seen.add("interrupted " + Thread.currentThread().isInterrupted());
              }
            });
    thread.interrupt();
    expect("interrupted before the start", thread.isInterrupted(), true);
    thread.start();
    thread.join();
    expect("its sleep", seen, List.of("interrupted false"));
  }

  private void interruptedSleep() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException expected) {
                Thread.currentThread().interrupt();
                seen.add(Thread.currentThread().getName() + " " + Thread.interrupted());
              }
            },
            "sleeper");
    thread.start();
    Thread.sleep(1);
    thread.interrupt();
    thread.join();
    expect("who was interrupted", seen, List.of("sleeper true"));
  }

  private void joinedForATime() throws InterruptedException {
    Object lock = new Object();
    boolean[] goOn = {false};
    Thread thread =
        new Thread(
            () -> {
              synchronized (lock) {
                while (!goOn[0]) {
                  try {
                    lock.wait();
                  } catch (InterruptedException problem) {
                    throw new IllegalStateException(problem);
                  }
                }
              }
            });
    thread.start();
    thread.join(2);
    thread.join(1, 500_000);
    expect("alive after a time", thread.isAlive(), true);
    synchronized (lock) {
      goOn[0] = true;
      lock.notifyAll();
    }
    thread.join(60_000);
    expect("alive in the end", thread.isAlive(), false);
  }

  private void handlers() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    Runnable fails =
        () -> {
          throw new IllegalStateException("boom");
        };
    Thread own = new Thread(fails, "own");
    own.setUncaughtExceptionHandler((thread, problem) -> seen.add(thread.getName() + " " + problem.getMessage()));
    own.start();
    own.join();
    Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> seen.add("default " + thread.getName()));
    Thread other = new Thread(fails, "other");
    other.start();
    other.join();
    Thread.setDefaultUncaughtExceptionHandler(null);
    expect("handlers", seen, List.of("own boom", "default other"));
  }

  private void refusals() throws InterruptedException {
    for (String what : List.of("join", "sleep", "nanos", "priority")) {
      Thread thread = new Thread(() -> {});
      try {
        switch (what) {
          case "join" -> thread.join(-1);
          case "sleep" -> Thread.sleep(-1);
          case "nanos" -> Thread.sleep(1, 1_000_000);
          default -> thread.setPriority(11);
        }
        broken.add(what + " was not refused");
      } catch (IllegalArgumentException expected) {
        // As it should be.
      }
    }
  }
}
