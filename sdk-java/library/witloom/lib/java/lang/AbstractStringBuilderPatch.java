package witloom.lib.java.lang;

import witloom.lib.Before;
import witloom.lib.BeforeThrow;
import witloom.lib.OfObject;

/** Checks of what both builders of strings have in common, with the JDK's texts. */
public final class AbstractStringBuilderPatch {
  private AbstractStringBuilderPatch() {}

  private static StringIndexOutOfBoundsException outside(String text) {
    return new StringIndexOutOfBoundsException(text);
  }

  @OfObject
  @BeforeThrow
  public static void charAt(CharSequence self, int index) {
    throw outside("index " + index + ", length " + self.length());
  }

  @OfObject
  @Before
  public static void setCharAt(CharSequence self, int index, char c) {
    if (index < 0 || index >= self.length()) {
      throw outside("index " + index + ", length " + self.length());
    }
  }

  @OfObject
  @BeforeThrow
  public static void deleteCharAt(CharSequence self, int index) {
    throw outside("index " + index + ", length " + self.length());
  }

  @OfObject
  @BeforeThrow
  public static void insert(CharSequence self, int offset, String text) {
    throw outside("offset " + offset + ", length " + self.length());
  }

  @OfObject
  @Before
  public static void substring(CharSequence self, int start, int end) {
    if (start < 0 || start > end || end > self.length()) {
      throw outside("start " + start + ", end " + end + ", length " + self.length());
    }
  }

  private static void check(CharSequence self, int start, int end) {
    int last = Math.min(end, self.length());
    if (start < 0 || start > last) {
      throw outside("start " + start + ", end " + last + ", length " + self.length());
    }
  }

  @OfObject
  @Before
  public static void delete(CharSequence self, int start, int end) {
    check(self, start, end);
  }

  @OfObject
  @Before
  public static void replace(CharSequence self, int start, int end, String text) {
    check(self, start, end);
  }
}
