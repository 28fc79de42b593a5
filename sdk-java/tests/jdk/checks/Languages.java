package checks;

import java.math.BigDecimal;
import java.text.DateFormat;
import java.text.DateFormatSymbols;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.WeekFields;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;

/** Numbers, dates and names in several languages, by every way of naming one. */
final class Languages {
  private static final List<Locale> ALL = List.of(Locale.ROOT, Locale.ENGLISH, Locale.US, Locale.UK, Locale.GERMAN, Locale.GERMANY, Locale.FRANCE, Locale.JAPAN, Locale.CANADA_FRENCH, Locale.TAIWAN, new Locale("pt", "BR"), new Locale("es"), Locale.forLanguageTag("de-CH"), Locale.forLanguageTag("de-AT"), Locale.forLanguageTag("sv-SE"), Locale.forLanguageTag("ru"), new Locale("tr", "TR"), new Locale("hi", "IN"), new Locale("xx", "YY"));
  private static final List<Locale> BY_METHOD = Stream.of("pl-PL", "nl").map(Locale::forLanguageTag).toList();
  private static final LocalDateTime MOMENT = LocalDateTime.of(2024, 3, 9, 15, 4, 5);

  private Languages() {}

  static void run(Lines lines) {
    Stream.concat(ALL.stream(), BY_METHOD.stream()).forEach(locale -> all(lines, locale));
    tags(lines);
    lines.add("locale.arabic", () -> String.format(new Locale("ar", "EG"), "%,d %.2f %s", 1234567, 2.5, 3));
    lines.add("locale.lacking", () -> {
      Locale danish = Locale.forLanguageTag(new StringBuilder("KD-ad").reverse().toString());
      try {
        return String.format(danish, "%.1f", 1.5).equals("1,5") ? "Danish or an error" : "another language";
      } catch (UnsupportedOperationException problem) {
        return problem.getMessage().contains("no data of the locale `da-DK`") ? "Danish or an error" : problem;
      }
    });
    lines.add("locale.default", () -> NumberFormat.getInstance().format(1234.5) + NumberFormat.getPercentInstance().format(0.25) + DateTimeFormatter.ofPattern("EEEE MMMM").format(MOMENT) + new DecimalFormat("0.00").format(1.005) + String.format("%,.1f", 1234.5));
  }

  private static void all(Lines lines, Locale locale) {
    lines.add("locale.format " + locale, () -> String.format(locale, "%,.2f %,d %e %s %S %g %,d", 1234567.891, 1234567, 12.5, 1.5, "title", 0.001234, -1234));
    lines.add("locale.numbers " + locale, () -> numbers(locale));
    lines.add("locale.money " + locale, () -> money(locale));
    lines.add("locale.parse " + locale, () -> NumberFormat.getInstance(locale).parse(NumberFormat.getInstance(locale).format(-1234.5)));
    for (String pattern : new String[] {"EEEE, d MMMM yyyy", "EEE MMM", "EEEEE MMMMM", "cccc LLLL", "ccc LLL", "QQQQ QQQ qqqq", "a h:mm", "G GGGG"}) {
      lines.add("locale.pattern " + pattern + " " + locale, () -> DateTimeFormatter.ofPattern(pattern, locale).format(MOMENT));
    }
    lines.add("locale.styles " + locale, () -> styles(locale));
    lines.add("locale.reparse " + locale, () -> { DateTimeFormatter words = DateTimeFormatter.ofPattern("d MMMM yyyy", locale); return LocalDate.parse(words.format(MOMENT), words); });
    lines.add("locale.old " + locale, () -> old(locale));
    lines.add("locale.week " + locale, () -> WeekFields.of(locale) + " " + Calendar.getInstance(locale).getFirstDayOfWeek() + Calendar.getInstance(locale).getMinimalDaysInFirstWeek());
    lines.add("locale.names " + locale, () -> locale.getDisplayName(Locale.GERMANY) + Locale.GERMANY.getDisplayName(locale) + Locale.JAPANESE.getDisplayLanguage(locale) + Locale.FRANCE.getDisplayCountry(locale) + new Locale("", "ES").getDisplayName(locale) + MOMENT.getMonth().getDisplayName(TextStyle.SHORT, locale) + MOMENT.getDayOfWeek().getDisplayName(TextStyle.FULL_STANDALONE, locale));
  }

  private static String numbers(Locale locale) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
    NumberFormat plain = NumberFormat.getInstance(locale);
    return plain.format(-1234567.891) + "|" + plain.format(12) + "|" + plain.format(Double.NEGATIVE_INFINITY) + "|" + plain.format(Double.NaN)
        + "|" + NumberFormat.getPercentInstance(locale).format(-0.256) + "|" + NumberFormat.getIntegerInstance(locale).format(2.5)
        + "|" + new DecimalFormat("#,##0.00;(#)", symbols).format(new BigDecimal("-12345.678")) + "|" + new DecimalFormat("0.##E0", symbols).format(12345)
        + "|" + symbols.getZeroDigit() + symbols.getMinusSign() + symbols.getPercent() + symbols.getExponentSeparator();
  }

  private static String money(Locale locale) {
    NumberFormat money = NumberFormat.getCurrencyInstance(locale);
    NumberFormat yen = NumberFormat.getCurrencyInstance(locale);
    yen.setCurrency(Currency.getInstance("JPY"));
    return money.format(1234.5) + "|" + money.format(-0.125) + "|" + money.getCurrency() + "|" + Currency.getInstance("EUR").getSymbol(locale) + "|"
        + Currency.getInstance("USD").getDisplayName(locale) + "|" + yen.format(7);
  }

  private static String styles(Locale locale) {
    StringBuilder all = new StringBuilder();
    for (FormatStyle style : FormatStyle.values()) {
      all.append(DateTimeFormatter.ofLocalizedDate(style).withLocale(locale).format(MOMENT)).append('|');
      all.append(DateTimeFormatter.ofLocalizedDateTime(style, FormatStyle.SHORT).withLocale(locale).format(MOMENT)).append('|');
    }
    all.append(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale).format(MOMENT)).append('|');
    return all.append(DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM).withLocale(locale).format(MOMENT)).toString();
  }

  private static String old(Locale locale) {
    StringBuilder all = new StringBuilder();
    Date moment = new Date(1_709_996_645_000L);
    List<DateFormat> formats = List.of(DateFormat.getDateInstance(DateFormat.FULL, locale), DateFormat.getDateInstance(DateFormat.MEDIUM, locale), DateFormat.getDateTimeInstance(DateFormat.LONG, DateFormat.SHORT, locale), DateFormat.getTimeInstance(DateFormat.MEDIUM, locale), new SimpleDateFormat("EEE d MMM yyyy HH:mm", locale), new SimpleDateFormat("EEEE d MMMM G h a", locale));
    for (DateFormat format : formats) {
      format.setTimeZone(TimeZone.getTimeZone("UTC"));
      all.append(format.format(moment)).append('|');
    }
    DateFormatSymbols symbols = DateFormatSymbols.getInstance(locale);
    return all + Arrays.toString(symbols.getAmPmStrings()) + Arrays.toString(symbols.getEras()) + Arrays.asList(symbols.getWeekdays()).subList(1, 8) + symbols.getShortMonths()[11];
  }

  private static void tags(Lines lines) {
    for (String tag : new String[] {"en", "EN-us", "de-DE-1996", "und", "", "fr-", "x", "en-US-POSIX", "es-419", "iw", "in-ID", "no_NO", "de--DE", "12", "und-US"}) {
      lines.add("locale.tag <" + tag + ">", () -> { Locale locale = Locale.forLanguageTag(tag); return locale + " " + locale.toLanguageTag() + " " + locale.getLanguage() + "/" + locale.getCountry() + "/" + locale.getVariant(); });
    }
    lines.add("locale.made", () -> new Locale("DE", "at") + " " + new Locale("", "us") + " " + new Locale("de", "", "X") + " " + new Locale("iw").getLanguage() + new Locale("de", "DE").equals(Locale.GERMANY) + Locale.CHINA.equals(Locale.SIMPLIFIED_CHINESE) + Locale.ROOT + "<" + Locale.ROOT.toLanguageTag());
    lines.add("locale.null", () -> { try { return new Locale(null); } catch (NullPointerException problem) { return "null"; } });
  }
}
