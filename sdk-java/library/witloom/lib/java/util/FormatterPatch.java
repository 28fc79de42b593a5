package witloom.lib.java.util;

import java.util.Formatter;
import witloom.lib.OfObject;

/** Instead of a method of {@link Formatter}, which doesn't know {@code %n}. */
public final class FormatterPatch {
  private FormatterPatch() {}

  @OfObject
  public static Formatter format(Formatter self, String format, Object... arguments) {
    return self.format(self.locale(), withLines(format), arguments);
  }

  private static String withLines(String format) {
    int at = format.indexOf('%');
    if (at < 0 || format.indexOf("%n") < 0) {
      return format;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (; at >= 0 && at + 1 < format.length(); at = format.indexOf('%', at + 2)) {
      if (format.charAt(at + 1) == 'n') {
        out.append(format, from, at).append('\n');
        from = at + 2;
      }
    }
    return out.append(format, from, format.length()).toString();
  }
}
