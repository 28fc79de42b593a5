package witloom.rt;

/**
 * Something to do in one of the next turns, or when a thread is interrupted. For generated code.
 */
public abstract class Job {
  Job next;

  /** Does it; it doesn't wait. */
  public abstract void run();
}
