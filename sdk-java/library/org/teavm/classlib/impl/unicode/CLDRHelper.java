package org.teavm.classlib.impl.unicode;

import org.teavm.platform.metadata.IntResource;
import org.teavm.platform.metadata.ResourceArray;
import org.teavm.platform.metadata.ResourceMap;
import org.teavm.platform.metadata.StringResource;

/** The data of locales that a component holds; TeaVM's own gives that of others instead of what is missing. */
public final class CLDRHelper {
  private static final int ERAS = 2;

  private CLDRHelper() {}

  public static String getCode(String language, String country) {
    if (language.isEmpty()) {
      return "root";
    }
    return country.isEmpty() ? language : language + "-" + country;
  }

  private static String code(ResourceMap<?> map, String language, String country) {
    String code = getCode(language, country);
    if (!map.has(code)) {
      throw lacking(code);
    }
    return code;
  }

  private static UnsupportedOperationException lacking(String code) {
    return new UnsupportedOperationException(
        "the component holds no data of the locale `"
            + code
            + "`: it holds that of locales which its code names, as by `Locale.forLanguageTag(\""
            + code
            + "\")`");
  }

  /** A part of a text whose parts end by a null. */
  public static String part(String packed, int index) {
    int from = 0;
    for (int i = 0; i < index; i++) {
      from = packed.indexOf('\0', from) + 1;
    }
    int to = packed.indexOf('\0', from);
    return to < 0 ? packed.substring(from) : packed.substring(from, to);
  }

  public static String resolveCountry(String language, String country) {
    if (!country.isEmpty()) {
      return country;
    }
    ResourceMap<StringResource> languages = getLikelySubtagsMap();
    if (!languages.has(language)) {
      throw lacking(language);
    }
    return languages.get(language).getValue();
  }

  private static String[] texts(ResourceArray<StringResource> all, int from, int to) {
    String[] texts = new String[to - from];
    for (int i = from; i < to; i++) {
      texts[i - from] = all.get(i).getValue();
    }
    return texts;
  }

  private static ResourceArray<StringResource> symbols(
      ResourceMap<ResourceArray<StringResource>> map, String language, String country) {
    return map.get(code(map, language, country));
  }

  private static String[] words(
      ResourceMap<ResourceArray<StringResource>> map, String language, String country) {
    ResourceArray<StringResource> all = symbols(map, language, country);
    return texts(all, 0, all.size());
  }

  public static String[] resolveEras(String language, String country) {
    return texts(symbols(getErasMap(), language, country), 0, ERAS);
  }

  /** The words of dates by field, style and value. */
  public static String[] resolveWords(String language, String country) {
    ResourceArray<StringResource> all = symbols(getErasMap(), language, country);
    return texts(all, ERAS, all.size());
  }

  public static String[] resolveAmPm(String language, String country) {
    return words(getAmPmMap(), language, country);
  }

  public static String[] resolveMonths(String language, String country) {
    return words(getMonthMap(), language, country);
  }

  public static String[] resolveShortMonths(String language, String country) {
    return words(getShortMonthMap(), language, country);
  }

  public static String[] resolveWeekdays(String language, String country) {
    return words(getWeekdayMap(), language, country);
  }

  public static String[] resolveShortWeekdays(String language, String country) {
    return words(getShortWeekdayMap(), language, country);
  }

  /** None: {@code TimeZone} tells names itself. */
  public static String getTimeZoneName(String language, String country, String id) {
    return null;
  }

  /** The name of a language in another, or its code. */
  public static String resolveLanguage(String language, String country, String named) {
    ResourceMap<ResourceMap<StringResource>> map = getLanguagesMap();
    ResourceMap<StringResource> names = map.get(code(map, language, country));
    return names.has(named) ? names.get(named).getValue() : named;
  }

  /** The name of a country in a language, or its code. */
  public static String resolveCountryName(String language, String country, String named) {
    ResourceMap<ResourceMap<StringResource>> map = getCountriesMap();
    ResourceMap<StringResource> names = map.get(code(map, language, country));
    return names.has(named) ? names.get(named).getValue() : named;
  }

  private static String format(DateFormatCollection formats, int style) {
    switch (style) {
      case 0:
        return formats.getFullFormat();
      case 1:
        return formats.getLongFormat();
      case 2:
        return formats.getMediumFormat();
      case 3:
        return formats.getShortFormat();
      default:
        throw new IllegalArgumentException("Illegal date style " + style);
    }
  }

  /**
   * A pattern of dates, times or both.
   *
   * @param date the style of dates, or -1
   * @param time the style of times, or -1
   * @param kind 0 for {@code java.text}, 1 for {@code java.time}
   */
  public static String resolvePattern(
      String language, String country, int date, int time, int kind) {
    if (date >= 0 && time >= 0) {
      return part(
          format(resolveDateTimeFormats(language, country), date), kind * 4 + checked(time));
    }
    DateFormatCollection formats =
        date >= 0 ? resolveDateFormats(language, country) : resolveTimeFormats(language, country);
    return part(format(formats, date >= 0 ? date : time), kind);
  }

  private static int checked(int style) {
    if (style > 3) {
      throw new IllegalArgumentException("Illegal time style " + style);
    }
    return style;
  }

  public static DateFormatCollection resolveDateFormats(String language, String country) {
    ResourceMap<DateFormatCollection> map = getDateFormatMap();
    return map.get(code(map, language, country));
  }

  public static DateFormatCollection resolveTimeFormats(String language, String country) {
    ResourceMap<DateFormatCollection> map = getTimeFormatMap();
    return map.get(code(map, language, country));
  }

  public static DateFormatCollection resolveDateTimeFormats(String language, String country) {
    ResourceMap<DateFormatCollection> map = getDateTimeFormatMap();
    return map.get(code(map, language, country));
  }

  private static String text(ResourceMap<StringResource> map, String language, String country) {
    return map.get(code(map, language, country)).getValue();
  }

  public static String resolveNumberFormat(String language, String country) {
    return text(getNumberFormatMap(), language, country);
  }

  public static String resolvePercentFormat(String language, String country) {
    return text(getPercentFormatMap(), language, country);
  }

  /** The pattern, the currency's code, the decimal separator and that of groups. */
  public static String resolveCurrencyFormat(String language, String country) {
    return text(getCurrencyFormatMap(), language, country);
  }

  public static DecimalData resolveDecimalData(String language, String country) {
    ResourceMap<DecimalData> map = getDecimalDataMap();
    return map.get(code(map, language, country));
  }

  public static CurrencyLocalization resolveCurrency(
      String language, String country, String currency) {
    ResourceMap<ResourceMap<CurrencyLocalization>> map = getCurrencyMap();
    ResourceMap<CurrencyLocalization> currencies = map.get(code(map, language, country));
    return currencies.has(currency) ? currencies.get(currency) : null;
  }

  private static native ResourceMap<StringResource> getLikelySubtagsMap();

  private static native ResourceMap<ResourceArray<StringResource>> getErasMap();

  private static native ResourceMap<ResourceArray<StringResource>> getAmPmMap();

  private static native ResourceMap<ResourceArray<StringResource>> getMonthMap();

  private static native ResourceMap<ResourceArray<StringResource>> getShortMonthMap();

  private static native ResourceMap<ResourceArray<StringResource>> getWeekdayMap();

  private static native ResourceMap<ResourceArray<StringResource>> getShortWeekdayMap();

  public static native ResourceMap<TimeZoneLocalization> getTimeZoneLocalizationMap();

  public static native ResourceMap<ResourceMap<StringResource>> getLanguagesMap();

  public static native ResourceMap<ResourceMap<StringResource>> getCountriesMap();

  public static native StringResource getDefaultLocale();

  public static native ResourceArray<StringResource> getAvailableLocales();

  public static native ResourceMap<IntResource> getMinimalDaysInFirstWeek();

  public static native ResourceMap<IntResource> getFirstDayOfWeek();

  private static native ResourceMap<DateFormatCollection> getDateFormatMap();

  private static native ResourceMap<DateFormatCollection> getTimeFormatMap();

  private static native ResourceMap<DateFormatCollection> getDateTimeFormatMap();

  private static native ResourceMap<StringResource> getNumberFormatMap();

  private static native ResourceMap<StringResource> getPercentFormatMap();

  private static native ResourceMap<StringResource> getCurrencyFormatMap();

  private static native ResourceMap<DecimalData> getDecimalDataMap();

  private static native ResourceMap<ResourceMap<CurrencyLocalization>> getCurrencyMap();
}
