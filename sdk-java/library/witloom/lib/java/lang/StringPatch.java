package witloom.lib.java.lang;

import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import witloom.lib.Before;
import witloom.lib.BeforeThrow;
import witloom.lib.Cases;
import witloom.lib.OfObject;

/** Methods of {@link String} that TeaVM lacks, or answers wrongly. */
public final class StringPatch {
  private StringPatch() {}

  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(text.substring(start, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  @OfObject
  public static Stream<String> lines(String self) {
    return split(self).stream();
  }

  @OfObject
  public static String indent(String self, int count) {
    StringBuilder out = new StringBuilder();
    for (String line : split(self)) {
      int from = 0;
      while (from < -count && from < line.length() && Character.isWhitespace(line.charAt(from))) {
        from++;
      }
      out.append(" ".repeat(Math.max(count, 0))).append(line, from, line.length()).append('\n');
    }
    return out.toString();
  }

  @OfObject
  public static boolean isBlank(String self) {
    for (int i = 0; i < self.length(); i++) {
      if (!Character.isWhitespace(self.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @OfObject
  public static IntStream codePoints(String self) {
    int[] points = new int[self.codePointCount(0, self.length())];
    int at = 0;
    for (int i = 0; i < points.length; i++) {
      points[i] = self.codePointAt(at);
      at += Character.charCount(points[i]);
    }
    return Arrays.stream(points);
  }

  @OfObject
  public static String repeat(String self, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count is negative: " + count);
    }
    StringBuilder out = new StringBuilder(Math.multiplyExact(self.length(), count));
    for (int i = 0; i < count; i++) {
      out.append(self);
    }
    return out.toString();
  }

  @OfObject
  @BeforeThrow
  public static void charAt(String self, int index) {
    throw new StringIndexOutOfBoundsException("String index out of range: " + index);
  }

  @OfObject
  @Before
  public static void substring(String self, int begin, int end) {
    if (begin < 0 || begin > end || end > self.length()) {
      throw new StringIndexOutOfBoundsException(
          "begin " + begin + ", end " + end + ", length " + self.length());
    }
  }

  @OfObject
  @Before
  public static void construct(String self, byte[] bytes, String charset)
      throws UnsupportedEncodingException {
    if (!Charset.isSupported(charset)) {
      throw new UnsupportedEncodingException(charset);
    }
  }

  @OfObject
  public static byte[] getBytes(String self, String charset) throws UnsupportedEncodingException {
    if (!Charset.isSupported(charset)) {
      throw new UnsupportedEncodingException(charset);
    }
    return self.getBytes(Charset.forName(charset));
  }

  @OfObject
  public static String toUpperCase(String self) {
    return Cases.toUpper(self);
  }

  @OfObject
  public static String toUpperCase(String self, Locale locale) {
    return Cases.toUpper(Cases.isTurkic(locale) ? self.replace('i', '\u0130') : self);
  }

  @OfObject
  public static String toLowerCase(String self) {
    return Cases.toLower(self);
  }

  @OfObject
  public static String toLowerCase(String self, Locale locale) {
    return Cases.toLower(
        Cases.isTurkic(locale)
            ? self.replace("I\u0307", "i").replace('\u0130', 'i').replace('I', '\u0131')
            : self);
  }

  @OfObject
  public static boolean equalsIgnoreCase(String self, String other) {
    return other != null && other.length() == self.length() && self.compareToIgnoreCase(other) == 0;
  }

  @OfObject
  public static int compareToIgnoreCase(String self, String other) {
    int length = Math.min(self.length(), other.length());
    for (int i = 0; i < length; i++) {
      int difference = Cases.compare(self.charAt(i), other.charAt(i));
      if (difference != 0) {
        return difference;
      }
    }
    return self.length() - other.length();
  }
}
