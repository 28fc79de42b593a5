package org.teavm.classlib.java.text;

import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.teavm.classlib.java.util.TLocale;

/** Methods of {@link TDateFormat} over the JDK's patterns. */
public final class TDateFormatPatch {
  private TDateFormatPatch() {}

  public static String getDateFormatString(int style, TLocale locale) {
    return pattern(style, -1, locale);
  }

  public static String getTimeFormatString(int style, TLocale locale) {
    return pattern(-1, style, locale);
  }

  public static TDateFormat getDateTimeInstance(int date, int time, TLocale locale) {
    return new TSimpleDateFormat(pattern(date, time, locale), locale);
  }

  static String pattern(int date, int time, TLocale locale) {
    return CLDRHelper.resolvePattern(locale.getLanguage(), locale.getCountry(), date, time, 0);
  }
}
