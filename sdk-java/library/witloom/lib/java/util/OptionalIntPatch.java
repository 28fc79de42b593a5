package witloom.lib.java.util;

import java.util.NoSuchElementException;
import java.util.OptionalInt;
import witloom.lib.OfObject;

/** Methods of {@link OptionalInt} that TeaVM words differently, or not at all. */
public final class OptionalIntPatch {
  private OptionalIntPatch() {}

  @OfObject
  public static String toString(OptionalInt self) {
    return self.isPresent() ? "OptionalInt[" + self.orElse(0) + "]" : "OptionalInt.empty";
  }

  @OfObject
  public static int getAsInt(OptionalInt self) {
    return orElseThrow(self);
  }

  @OfObject
  public static int orElseThrow(OptionalInt self) {
    if (!self.isPresent()) {
      throw new NoSuchElementException("No value present");
    }
    return self.orElse(0);
  }
}
