package witloom.lib.java.util;

import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import witloom.lib.OfObject;

/** Methods of {@link OptionalDouble} that TeaVM words differently, or not at all. */
public final class OptionalDoublePatch {
  private OptionalDoublePatch() {}

  @OfObject
  public static String toString(OptionalDouble self) {
    return self.isPresent() ? "OptionalDouble[" + self.orElse(0.0) + "]" : "OptionalDouble.empty";
  }

  @OfObject
  public static double getAsDouble(OptionalDouble self) {
    return orElseThrow(self);
  }

  @OfObject
  public static double orElseThrow(OptionalDouble self) {
    if (!self.isPresent()) {
      throw new NoSuchElementException("No value present");
    }
    return self.orElse(0.0);
  }
}
