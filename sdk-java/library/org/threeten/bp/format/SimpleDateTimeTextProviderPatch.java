package org.threeten.bp.format;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.threeten.bp.temporal.ChronoField;
import org.threeten.bp.temporal.IsoFields;
import org.threeten.bp.temporal.TemporalField;
import witloom.lib.OfObject;

/** The words of dates in every style and language; TeaVM knows two styles, and the quarters of English. */
public final class SimpleDateTimeTextProviderPatch {
  private SimpleDateTimeTextProviderPatch() {}

  @OfObject
  public static Object createStore(
      SimpleDateTimeTextProvider self, TemporalField field, Locale locale) {
    if (field == ChronoField.MONTH_OF_YEAR) {
      return store(locale, 0, 1, 12);
    } else if (field == ChronoField.DAY_OF_WEEK) {
      return store(locale, 12, 1, 7);
    } else if (field == ChronoField.AMPM_OF_DAY) {
      return store(locale, 19, 0, 2);
    } else if (field == ChronoField.ERA) {
      return store(locale, 21, 0, 2);
    }
    return field == IsoFields.QUARTER_OF_YEAR ? store(locale, 23, 1, 4) : "";
  }

  /** The words behind those of other fields, by style. */
  private static Object store(Locale locale, int others, long least, int count) {
    String[] words = CLDRHelper.resolveWords(locale.getLanguage(), locale.getCountry());
    Map<TextStyle, Map<Long, String>> styles = new HashMap<>();
    int at = others * TextStyle.values().length;
    for (TextStyle style : TextStyle.values()) {
      Map<Long, String> values = new HashMap<>();
      for (int i = 0; i < count; i++) {
        values.put(least + i, words[at++]);
      }
      styles.put(style, values);
    }
    return new SimpleDateTimeTextProvider.LocaleStore(styles);
  }
}
