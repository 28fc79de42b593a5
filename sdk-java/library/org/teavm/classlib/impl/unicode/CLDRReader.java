package org.teavm.classlib.impl.unicode;

import java.text.DateFormat;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.temporal.WeekFields;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.teavm.parsing.resource.ResourceProvider;
import witloom.build.Locales;

/**
 * Data of locales as the JDK that builds has it; TeaVM would bring an older one of its own.
 *
 * <p>Runs in the build. What TeaVM has no place for is packed into texts, which {@link CLDRHelper} takes apart.
 */
public final class CLDRReader {
  private static final FormatStyle[] STYLES = FormatStyle.values();

  private final Map<String, CLDRLocale> known = new LinkedHashMap<>();

  private CLDRReader() {}

  public static CLDRReader getInstance(Properties properties, ResourceProvider resources) {
    return new CLDRReader();
  }

  /** The data by language and country, as {@code de-CH}; {@code root} without both. */
  public synchronized Map<String, CLDRLocale> getKnownLocales() {
    if (known.isEmpty()) {
      for (Locale locale : Locales.named()) {
        known.putIfAbsent(code(locale), read(locale));
      }
    }
    return Collections.unmodifiableMap(known);
  }

  public Set<String> getAvailableLocales() {
    Set<String> all = new LinkedHashSet<>();
    for (Locale locale : Locales.named()) {
      if (!locale.getLanguage().isEmpty()) {
        all.add(code(locale));
      }
    }
    return all;
  }

  public Set<String> getAvailableLanguages() {
    return Set.of(Locale.getISOLanguages());
  }

  public Set<String> getAvailableCountries() {
    return Set.of(Locale.getISOCountries());
  }

  /** The days of a year's first week by country, and by what {@link #getLikelySubtags} says of languages. */
  public Map<String, Integer> getMinDaysMap() {
    Map<String, Integer> all = new LinkedHashMap<>();
    weeks().forEach((country, week) -> all.put(country, week.getMinimalDaysInFirstWeek()));
    return all;
  }

  /** The first days of weeks, from 1 for Sunday on. */
  public Map<String, Integer> getFirstDayMap() {
    Map<String, Integer> all = new LinkedHashMap<>();
    weeks().forEach((country, week) -> all.put(country, week.getFirstDayOfWeek().getValue() % 7 + 1));
    return all;
  }

  /** What stands for the country of a locale that has none. */
  public Map<String, String> getLikelySubtags() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Locale locale : Locales.named()) {
      all.put(locale.getLanguage(), "~" + locale.getLanguage());
    }
    return all;
  }

  private static Map<String, WeekFields> weeks() {
    Map<String, WeekFields> all = new LinkedHashMap<>();
    all.put("001", WeekFields.of(new Locale("", "ZZ")));
    for (String country : Locale.getISOCountries()) {
      all.put(country, WeekFields.of(new Locale("", country)));
    }
    for (Locale locale : Locales.named()) {
      String language = locale.getLanguage();
      all.put("~" + language, WeekFields.of(new Locale(language)));
    }
    return all;
  }

  private static String code(Locale locale) {
    return CLDRHelper.getCode(locale.getLanguage(), locale.getCountry());
  }

  private static CLDRLocale read(Locale locale) {
    CLDRLocale all = new CLDRLocale();
    readNames(all, locale);
    readDates(all, locale);
    readNumbers(all, locale);
    all.timeZones = new CLDRTimeZone[0];
    return all;
  }

  private static void readNames(CLDRLocale all, Locale locale) {
    for (String language : Locale.getISOLanguages()) {
      all.languages.put(language, new Locale(language).getDisplayLanguage(locale));
    }
    for (String country : Locale.getISOCountries()) {
      all.territories.put(country, new Locale("", country).getDisplayCountry(locale));
    }
    String both = Locale.GERMANY.getDisplayName(locale);
    String language = Locale.GERMANY.getDisplayLanguage(locale);
    String country = Locale.GERMANY.getDisplayCountry(locale);
    all.languages.put("", both.replace(country, "{1}").replace(language, "{0}"));
    for (Currency currency : Currency.getAvailableCurrencies()) {
      CLDRCurrency named = new CLDRCurrency();
      named.name = currency.getDisplayName(locale);
      named.symbol = currency.getSymbol(locale);
      all.currencies.put(currency.getCurrencyCode(), named);
    }
    // That of locales without a country; their formats print the general sign.
    all.currencies.get("XXX").symbol = "\u00a4";
  }

  private static void readDates(CLDRLocale all, Locale locale) {
    DateTexts texts = new DateTexts(locale);
    all.eras = texts.all();
    all.dayPeriods = texts.symbols.getAmPmStrings();
    all.months = texts.months(texts.symbols.getMonths());
    all.shortMonths = texts.months(texts.symbols.getShortMonths());
    all.weekdays = texts.days(texts.symbols.getWeekdays());
    all.shortWeekdays = texts.days(texts.symbols.getShortWeekdays());
    String[] dates = new String[STYLES.length];
    String[] times = new String[STYLES.length];
    String[] both = new String[STYLES.length];
    for (FormatStyle style : STYLES) {
      int at = style.ordinal();
      dates[at] = pattern(DateFormat.getDateInstance(at, locale)) + '\0' + pattern(style, null, locale);
      times[at] = pattern(DateFormat.getTimeInstance(at, locale)) + '\0' + pattern(null, style, locale);
      StringBuilder packed = new StringBuilder();
      for (FormatStyle time : STYLES) {
        packed.append(pattern(DateFormat.getDateTimeInstance(at, time.ordinal(), locale))).append('\0');
      }
      for (FormatStyle time : STYLES) {
        packed.append(pattern(style, time, locale)).append('\0');
      }
      both[at] = packed.toString();
    }
    all.dateFormats = formats(dates);
    all.timeFormats = formats(times);
    all.dateTimeFormats = formats(both);
  }

  private static CLDRDateFormats formats(String[] byStyle) {
    return new CLDRDateFormats(byStyle[3], byStyle[2], byStyle[1], byStyle[0]);
  }

  private static String pattern(DateFormat format) {
    return ((SimpleDateFormat) format).toPattern();
  }

  private static String pattern(FormatStyle date, FormatStyle time, Locale locale) {
    return DateTimeFormatterBuilder.getLocalizedDateTimePattern(
        date, time, IsoChronology.INSTANCE, locale);
  }

  private static void readNumbers(CLDRLocale all, Locale locale) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
    CLDRDecimalData data = all.decimalData;
    data.decimalSeparator = symbols.getDecimalSeparator();
    data.groupingSeparator = symbols.getGroupingSeparator();
    data.percent = symbols.getPercent();
    data.perMille = symbols.getPerMill();
    data.exponentSeparator = symbols.getExponentSeparator();
    data.infinity = symbols.getInfinity();
    data.nan = symbols.getNaN();
    // TeaVM reads no separator of lists, and knows one zero.
    data.listSeparator = symbols.getZeroDigit();
    // None where the signs have several characters each, which TeaVM's formats don't know.
    String signed = new DecimalFormat("0%", symbols).format(-0.01);
    data.minusSign = signed.length() == 3 ? symbols.getMinusSign() : 0;
    all.numberFormat = pattern(NumberFormat.getInstance(locale));
    all.percentFormat = pattern(NumberFormat.getPercentInstance(locale));
    NumberFormat money = NumberFormat.getCurrencyInstance(locale);
    all.currencyFormat =
        pattern(money)
            + '\0'
            + money.getCurrency().getCurrencyCode()
            + '\0'
            + symbols.getMonetaryDecimalSeparator()
            + '\0'
            + symbols.getMonetaryGroupingSeparator();
  }

  private static String pattern(NumberFormat format) {
    return ((DecimalFormat) format).toPattern();
  }
}
