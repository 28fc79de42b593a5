package witloom.lib.java.util;

import java.util.OptionalInt;
import witloom.lib.OfObject;

/** Methods of {@link OptionalInt} that TeaVM words differently. */
public final class OptionalIntPatch {
  private OptionalIntPatch() {}

  @OfObject
  public static String toString(OptionalInt self) {
    return self.isPresent() ? "OptionalInt[" + self.getAsInt() + "]" : "OptionalInt.empty";
  }
}
