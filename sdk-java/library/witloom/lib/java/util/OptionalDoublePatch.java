package witloom.lib.java.util;

import java.util.OptionalDouble;
import witloom.lib.OfObject;

/** Methods of {@link OptionalDouble} that TeaVM words differently. */
public final class OptionalDoublePatch {
  private OptionalDoublePatch() {}

  @OfObject
  public static String toString(OptionalDouble self) {
    return self.isPresent() ? "OptionalDouble[" + self.getAsDouble() + "]" : "OptionalDouble.empty";
  }
}
