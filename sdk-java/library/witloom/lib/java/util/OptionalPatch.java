package witloom.lib.java.util;

import java.util.Optional;
import witloom.lib.OfObject;

/** Methods of {@link Optional} that TeaVM words differently. */
public final class OptionalPatch {
  private OptionalPatch() {}

  @OfObject
  public static String toString(Optional<?> self) {
    return self.isPresent() ? "Optional[" + self.get() + "]" : "Optional.empty";
  }
}
