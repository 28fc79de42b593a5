package witloom.lib.tasks;

import witloom.lib.OfObject;
import witloom.rt.Tasks;
import witloom.rt.Trap;

/** What a thread throws that nobody catches. */
public final class UncaughtPatch {
  private UncaughtPatch() {}

  /** Ends the component: nobody would hear of it otherwise. */
  @OfObject
  public static void uncaughtException(Object self, Thread thread, Throwable problem) {
    Trap.uncaught(thread.getName(), Tasks.origin(thread), problem);
  }
}
