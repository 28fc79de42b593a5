package witloom.rt;

/**
 * One call of an exported async function. Threads belong to none: what one waits for while a task
 * has its turn is waited for by that task, which lives on for it after it has returned.
 */
final class Task implements Runnable {
  /**
   * Turns of threads before the host has its own: one may be busy with waiting for what only the
   * host can bring.
   */
  private static final int TURNS = 10_000;

  private final String title;
  private final Resource borrows;
  private Tasks.Body body;
  private Tasks.Answer answer;
  final int slot;
  Thread thread;
  private Ear ear;

  /** Waitables in our set. */
  int pending;

  /** The user's function is through; its caller knows. */
  private boolean done;

  private boolean over;

  /** Somebody asked for our turn. */
  private boolean called;

  private boolean cancelled;

  Task(String title, Resource borrows, Tasks.Body body, int slot) {
    this.title = title;
    this.borrows = borrows;
    this.body = body;
    this.slot = slot;
  }

  /** The user's function, in a thread of its own. */
  @Override
  public void run() {
    try {
      answer = body.run();
    } catch (Throwable problem) {
      if (!cancelled || !Tasks.isCancellation(problem)) {
        Trap.report(title, problem);
      }
    }
    body = null;
    done = true;
    call();
  }

  /** Asks the host for a turn, unless this one has it or it is on its way. */
  void call() {
    if (Tasks.current != this && ear != null && !called) {
      called = true;
      Core.wakeWrite(ear.call, 0, 1);
    }
  }

  /** Whether an event is for the ear alone. */
  boolean hears(int handle) {
    if (ear == null || ear.listen != handle) {
      return false;
    }
    called = false;
    Core.wakeRead(handle, 0, 1);
    return true;
  }

  void cancel() {
    cancelled = true;
    if (!done) {
      thread.interrupt();
    }
  }

  /** Runs threads until all of them wait; the callback code. */
  int turn() {
    Tasks.current = this;
    Tasks.adopt(this);
    boolean quiet = Tasks.drain(TURNS);
    if (done && !over) {
      handOver();
      quiet = Tasks.drain(TURNS);
    }
    Threads.leave();
    Tasks.current = null;
    Trap.flush();
    if (!quiet) {
      return Core.YIELD;
    }
    if (over && !called && pending == 0) {
      Tasks.gone(this);
      if (ear != null) {
        ear.next = Ear.spare;
        Ear.spare = ear;
      }
      return Core.EXIT;
    }
    return Core.WAIT | set() << 4;
  }

  /** Gives the result to the caller, who reads it during the call. */
  private void handOver() {
    over = true;
    thread = null;
    try {
      Trap.flush();
      Resource.dropDetached(borrows);
      if (answer == null) {
        Core.taskCancel();
      } else {
        int mark = Arena.mark();
        answer.give();
        Arena.reset(mark);
      }
    } catch (Throwable problem) {
      Trap.report(title, problem);
    }
    answer = null;
  }

  /** The waitable set. */
  int set() {
    if (ear == null) {
      ear = Ear.one();
    }
    return ear.set;
  }

  /**
   * What a waiting task listens with: a waitable set, with the readable end of a stream in it that
   * others write to when they have something for the task. Ears are used again.
   */
  private static final class Ear {
    static Ear spare;
    final int set = Core.setNew();
    final int listen;
    final int call;
    Ear next;

    private Ear() {
      long ends = Core.wakeNew();
      listen = (int) ends;
      call = (int) (ends >>> 32);
      Core.wakeRead(listen, 0, 1);
      Core.join(listen, set);
    }

    static Ear one() {
      Ear ear = spare;
      if (ear == null) {
        return new Ear();
      }
      spare = ear.next;
      return ear;
    }
  }
}
