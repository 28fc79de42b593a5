package witloom.lib.java.util.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import witloom.lib.OfObject;

/** Methods of {@link Matcher} that TeaVM lacks. */
public final class MatcherPatch {
  private MatcherPatch() {}

  @OfObject
  public static String replaceAll(Matcher self, Function<MatchResult, String> replacer) {
    self.reset();
    StringBuffer out = new StringBuffer();
    while (self.find()) {
      self.appendReplacement(out, replacer.apply(self));
    }
    return self.appendTail(out).toString();
  }

  @OfObject
  public static String replaceFirst(Matcher self, Function<MatchResult, String> replacer) {
    self.reset();
    StringBuffer out = new StringBuffer();
    if (self.find()) {
      self.appendReplacement(out, replacer.apply(self));
    }
    return self.appendTail(out).toString();
  }

  @OfObject
  public static Stream<MatchResult> results(Matcher self) {
    self.reset();
    List<MatchResult> found = new ArrayList<>();
    while (self.find()) {
      found.add(self.toMatchResult());
    }
    return found.stream();
  }
}
