package witloom.lib.java.lang;

import witloom.lib.OfObject;

/**
 * A method of {@link StringBuilder} that TeaVM leaves old characters in, or lets go beyond the end.
 */
public final class StringBuilderPatch {
  private StringBuilderPatch() {}

  @OfObject
  public static void setLength(StringBuilder self, int length) {
    if (length < 0) {
      throw new StringIndexOutOfBoundsException("String index out of range: " + length);
    }
    self.delete(Math.min(length, self.length()), self.length());
    while (self.length() < length) {
      self.append('\0');
    }
  }
}
