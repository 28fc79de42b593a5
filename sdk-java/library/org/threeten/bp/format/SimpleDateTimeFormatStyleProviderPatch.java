package org.threeten.bp.format;

import java.util.Locale;
import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.threeten.bp.chrono.Chronology;
import witloom.lib.OfObject;

/** Formats by style with the patterns of {@code java.time}; TeaVM takes those of {@code java.text}. */
public final class SimpleDateTimeFormatStyleProviderPatch {
  private SimpleDateTimeFormatStyleProviderPatch() {}

  @OfObject
  public static DateTimeFormatter getFormatter(
      SimpleDateTimeFormatStyleProvider self,
      FormatStyle date,
      FormatStyle time,
      Chronology calendar,
      Locale locale) {
    String pattern =
        CLDRHelper.resolvePattern(
            locale.getLanguage(),
            locale.getCountry(),
            date == null ? -1 : date.ordinal(),
            time == null ? -1 : time.ordinal(),
            1);
    return new DateTimeFormatterBuilder().appendPattern(pattern).toFormatter(locale);
  }
}
