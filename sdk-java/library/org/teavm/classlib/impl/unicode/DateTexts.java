package org.teavm.classlib.impl.unicode;

import java.text.DateFormatSymbols;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of dates in a language, as the JDK that builds has them. */
final class DateTexts {
  private static final LocalDateTime FIRST = LocalDateTime.of(2024, 1, 1, 0, 0);

  final DateFormatSymbols symbols;
  private final Locale locale;

  DateTexts(Locale locale) {
    this.locale = locale;
    symbols = DateFormatSymbols.getInstance(locale);
  }

  String[] months(String[] all) {
    return Arrays.copyOf(all, 12);
  }

  /** From Sunday on. */
  String[] days(String[] all) {
    return Arrays.copyOfRange(all, 1, 8);
  }

  /** The eras, and behind them the words of each field in each style, which {@code java.time} prints. */
  String[] all() {
    List<String> all = new ArrayList<>(Arrays.asList(symbols.getEras()).subList(0, 2));
    add(all, ChronoField.MONTH_OF_YEAR, 1, 12);
    add(all, ChronoField.DAY_OF_WEEK, 1, 7);
    add(all, ChronoField.AMPM_OF_DAY, 0, 1);
    add(all, ChronoField.ERA, 0, 1);
    add(all, IsoFields.QUARTER_OF_YEAR, 1, 4);
    return all.toArray(new String[0]);
  }

  private void add(List<String> all, TemporalField field, int from, int to) {
    for (TextStyle style : TextStyle.values()) {
      DateTimeFormatter words =
          new DateTimeFormatterBuilder().appendText(field, style).toFormatter(locale);
      for (int value = from; value <= to; value++) {
        all.add(words.format(FIRST.with(field, value)));
      }
    }
  }
}
