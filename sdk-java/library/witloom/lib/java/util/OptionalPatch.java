package witloom.lib.java.util;

import java.util.NoSuchElementException;
import java.util.Optional;
import witloom.lib.OfObject;

/** Methods of {@link Optional} that TeaVM words differently, or not at all. */
public final class OptionalPatch {
  private OptionalPatch() {}

  @OfObject
  public static String toString(Optional<?> self) {
    return self.isPresent() ? "Optional[" + self.orElse(null) + "]" : "Optional.empty";
  }

  @OfObject
  public static Object get(Optional<?> self) {
    return orElseThrow(self);
  }

  @OfObject
  public static Object orElseThrow(Optional<?> self) {
    Object value = self.orElse(null);
    if (value == null) {
      throw new NoSuchElementException("No value present");
    }
    return value;
  }
}
