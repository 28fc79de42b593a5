package org.teavm.classlib.java.text;

import org.teavm.classlib.java.util.TLocale;
import witloom.lib.Before;
import witloom.lib.OfObject;

/** Methods of {@link TSimpleDateFormat} that TeaVM answers otherwise. */
public final class TSimpleDateFormatPatch {
  private TSimpleDateFormatPatch() {}

  public static String getDefaultPattern() {
    return TDateFormatPatch.pattern(TDateFormat.SHORT, TDateFormat.SHORT, TLocale.getDefault());
  }

  /** Names of zones are none that a component holds. */
  @OfObject
  @Before
  public static void applyPattern(TSimpleDateFormat self, String pattern) {
    boolean isQuoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char sign = pattern.charAt(i);
      isQuoted ^= sign == '\'';
      if (sign == 'z' && !isQuoted) {
        throw new UnsupportedOperationException(
            "a component holds no names of time zones, which `z` stands for: use `X` or `Z`");
      }
    }
  }
}
