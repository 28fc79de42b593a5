package witloom.lib.java.util.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witloom.lib.OfObject;

/** Methods of {@link Pattern} that TeaVM answers otherwise. */
public final class PatternPatch {
  private PatternPatch() {}

  /** An empty match in the beginning splits nothing off. */
  @OfObject
  public static String[] split(Pattern self, CharSequence text, int limit) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = self.matcher(text);
    int start = 0;
    while ((limit <= 0 || parts.size() < limit - 1) && matcher.find()) {
      if (matcher.end() > 0) {
        parts.add(text.subSequence(start, matcher.start()).toString());
        start = matcher.end();
      }
    }
    if (start == 0 && parts.isEmpty()) {
      return new String[] {text.toString()};
    }
    parts.add(text.subSequence(start, text.length()).toString());
    int count = parts.size();
    while (limit == 0 && count > 0 && parts.get(count - 1).isEmpty()) {
      count--;
    }
    return parts.subList(0, count).toArray(new String[0]);
  }

  @OfObject
  public static String[] split(Pattern self, CharSequence text) {
    return split(self, text, 0);
  }
}
