package witloom.lib.tasks;

import org.teavm.runtime.Fiber;
import witloom.rt.Tasks;

/** What stands before each suspension. */
public final class Suspension {
  private Suspension() {}

  /** Throws where nothing can wait. */
  public static void check() {
    if (!Fiber.isPresentAndResuming(Fiber.current())) {
      Tasks.checkWait();
    }
  }
}
