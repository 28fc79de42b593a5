package witloom.lib.java.util;

import java.util.NoSuchElementException;
import java.util.OptionalLong;
import witloom.lib.OfObject;

/** Methods of {@link OptionalLong} that TeaVM words differently, or not at all. */
public final class OptionalLongPatch {
  private OptionalLongPatch() {}

  @OfObject
  public static String toString(OptionalLong self) {
    return self.isPresent() ? "OptionalLong[" + self.orElse(0L) + "]" : "OptionalLong.empty";
  }

  @OfObject
  public static long getAsLong(OptionalLong self) {
    return orElseThrow(self);
  }

  @OfObject
  public static long orElseThrow(OptionalLong self) {
    if (!self.isPresent()) {
      throw new NoSuchElementException("No value present");
    }
    return self.orElse(0L);
  }
}
