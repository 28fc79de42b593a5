package witloom.lib.java.nio.charset;

import java.nio.charset.Charset;
import witloom.lib.OfObject;

/** Methods of {@link Charset} that TeaVM lacks. */
public final class CharsetPatch {
  private CharsetPatch() {}

  @OfObject
  public static String toString(Charset self) {
    return self.name();
  }
}
