package witloom.rt;

/** What tasks need of threads. The build puts bodies in, which know TeaVM's own threads. */
final class Threads {
  private Threads() {}

  /** Whoever ran waits now, or is over. */
  static void leave() {
    throw new IllegalStateException("run `witloom build`");
  }

  /** What an interruption of the running thread does; null for no more than to note it. */
  static void onInterrupt(Job job) {
    throw new IllegalStateException("run `witloom build`");
  }

  /** A thread is a call of a function of WIT, and so are those that it begins. */
  static void belong(Thread thread, String function) {
    throw new IllegalStateException("run `witloom build`");
  }

  /** The function of WIT that a thread belongs to; null where none has begun it. */
  static String origin(Thread thread) {
    throw new IllegalStateException("run `witloom build`");
  }

  /** Whether the code that runs is a thread's, which can be suspended. */
  static boolean canWait() {
    throw new IllegalStateException("run `witloom build`");
  }
}
