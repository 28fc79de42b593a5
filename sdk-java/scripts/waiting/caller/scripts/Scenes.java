package scripts;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import witloom.rt.Future;

/** How scenarios compare what they see. */
final class Scenes {
  private Scenes() {}

  /** What a scenario throws when something differs. */
  static final class Difference extends RuntimeException {
    Difference(String message) {
      super(message);
    }
  }

  /** A call that may throw what it declares. */
  interface Call<T> {
    T run() throws Exception;
  }

  /** Ends the scenario unless both are the same. */
  static void expect(String what, Object got, Object want) {
    if (!Objects.equals(got, want)) {
      throw new Difference(what + ": expected " + want + ", got " + got);
    }
  }

  /** Whether something holds, or will before long. */
  static boolean soon(BooleanSupplier condition) throws InterruptedException {
    for (int tries = 0; tries < 200 && !condition.getAsBoolean(); tries++) {
      Thread.sleep(5);
    }
    return condition.getAsBoolean();
  }

  /** Makes a call at the same time as others. */
  static <T> Future<T> atOnce(Call<T> call) {
    return Future.async(call::run);
  }
}
