package witloom.lib.java.util;

import java.util.OptionalLong;
import witloom.lib.OfObject;

/** Methods of {@link OptionalLong} that TeaVM words differently. */
public final class OptionalLongPatch {
  private OptionalLongPatch() {}

  @OfObject
  public static String toString(OptionalLong self) {
    return self.isPresent() ? "OptionalLong[" + self.getAsLong() + "]" : "OptionalLong.empty";
  }
}
