package org.teavm.classlib.java.util;

import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.teavm.classlib.java.io.TSerializable;
import org.teavm.classlib.java.lang.TCloneable;
import org.teavm.platform.metadata.ResourceArray;
import org.teavm.platform.metadata.StringResource;

/** Languages and countries as the JDK spells them, and the names of all in those that the component holds. */
public final class TLocale implements TCloneable, TSerializable {
  public static final TLocale ENGLISH = new TLocale("en");
  public static final TLocale FRENCH = new TLocale("fr");
  public static final TLocale GERMAN = new TLocale("de");
  public static final TLocale ITALIAN = new TLocale("it");
  public static final TLocale JAPANESE = new TLocale("ja");
  public static final TLocale KOREAN = new TLocale("ko");
  public static final TLocale CHINESE = new TLocale("zh");
  public static final TLocale SIMPLIFIED_CHINESE = new TLocale("zh", "CN");
  public static final TLocale TRADITIONAL_CHINESE = new TLocale("zh", "TW");
  public static final TLocale FRANCE = new TLocale("fr", "FR");
  public static final TLocale GERMANY = new TLocale("de", "DE");
  public static final TLocale ITALY = new TLocale("it", "IT");
  public static final TLocale JAPAN = new TLocale("ja", "JP");
  public static final TLocale KOREA = new TLocale("ko", "KR");
  public static final TLocale UK = new TLocale("en", "GB");
  public static final TLocale US = new TLocale("en", "US");
  public static final TLocale CANADA = new TLocale("en", "CA");
  public static final TLocale CANADA_FRENCH = new TLocale("fr", "CA");
  public static final TLocale CHINA = SIMPLIFIED_CHINESE;
  public static final TLocale PRC = SIMPLIFIED_CHINESE;
  public static final TLocale TAIWAN = TRADITIONAL_CHINESE;
  public static final TLocale ROOT = new TLocale("");

  private static TLocale defaultLocale = parsed(CLDRHelper.getDefaultLocale().getValue());

  private final String language;
  private final String country;
  private final String variant;

  public TLocale(String language) {
    this(language, "", "");
  }

  public TLocale(String language, String country) {
    this(language, country, "");
  }

  public TLocale(String language, String country, String variant) {
    if (country == null || variant == null) {
      throw new NullPointerException();
    }
    this.language = current(lower(language));
    this.country = upper(country);
    this.variant = variant;
  }

  public static TLocale of(String language) {
    return new TLocale(language);
  }

  public static TLocale of(String language, String country) {
    return new TLocale(language, country);
  }

  public static TLocale of(String language, String country, String variant) {
    return new TLocale(language, country, variant);
  }

  private static TLocale parsed(String text) {
    int split = text.indexOf('_');
    return split < 0
        ? new TLocale(text)
        : new TLocale(text.substring(0, split), text.substring(split + 1));
  }

  /** A code that was replaced by another long ago. */
  private static String current(String language) {
    switch (language) {
      case "iw":
        return "he";
      case "in":
        return "id";
      case "ji":
        return "yi";
      default:
        return language;
    }
  }

  private static String lower(String text) {
    return changed(text, 'A', 'Z', 'a' - 'A');
  }

  private static String upper(String text) {
    return changed(text, 'a', 'z', 'A' - 'a');
  }

  private static String changed(String text, char from, char to, int by) {
    char[] letters = text.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= from && letters[i] <= to) {
        letters[i] = (char) (letters[i] + by);
      }
    }
    return new String(letters);
  }

  /** What comes behind a part that is none is ignored, as the JDK does. */
  public static TLocale forLanguageTag(String tag) {
    TLanguageTag parts = new TLanguageTag(tag);
    return new TLocale(parts.language, parts.country, parts.variant);
  }

  public String toLanguageTag() {
    StringBuilder tag = new StringBuilder(language.isEmpty() ? "und" : language);
    if (!country.isEmpty()) {
      tag.append('-').append(country);
    }
    if (!variant.isEmpty()) {
      tag.append('-').append(variant.replace('_', '-'));
    }
    return tag.toString();
  }

  public String getLanguage() {
    return language;
  }

  public String getCountry() {
    return country;
  }

  public String getVariant() {
    return variant;
  }

  /** None: locales of scripts are refused. */
  public String getScript() {
    return "";
  }

  public boolean hasExtensions() {
    return false;
  }

  public TLocale stripExtensions() {
    return this;
  }

  public static TLocale getDefault() {
    return defaultLocale;
  }

  public static void setDefault(TLocale locale) {
    if (locale == null) {
      throw new NullPointerException("Can't set default locale to NULL");
    }
    defaultLocale = locale;
  }

  /** Those whose data the component holds. */
  public static TLocale[] getAvailableLocales() {
    ResourceArray<StringResource> codes = CLDRHelper.getAvailableLocales();
    TLocale[] all = new TLocale[codes.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = parsed(codes.get(i).getValue().replace('-', '_'));
    }
    return all;
  }

  public String getDisplayLanguage() {
    return getDisplayLanguage(defaultLocale);
  }

  public String getDisplayLanguage(TLocale in) {
    return language.isEmpty() ? "" : CLDRHelper.resolveLanguage(in.language, in.country, language);
  }

  public String getDisplayCountry() {
    return getDisplayCountry(defaultLocale);
  }

  public String getDisplayCountry(TLocale in) {
    return country.isEmpty() ? "" : CLDRHelper.resolveCountryName(in.language, in.country, country);
  }

  public String getDisplayVariant() {
    return variant;
  }

  public String getDisplayVariant(TLocale in) {
    return variant;
  }

  public String getDisplayName() {
    return getDisplayName(defaultLocale);
  }

  public String getDisplayName(TLocale in) {
    if (!variant.isEmpty()) {
      throw new UnsupportedOperationException("the name of a locale with a variant: " + this);
    }
    if (language.isEmpty() || country.isEmpty()) {
      return getDisplayLanguage(in) + getDisplayCountry(in);
    }
    return CLDRHelper.resolveLanguage(in.language, in.country, "")
        .replace("{0}", getDisplayLanguage(in))
        .replace("{1}", getDisplayCountry(in));
  }

  @Override
  public Object clone() {
    return new TLocale(language, country, variant);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TLocale locale
        && language.equals(locale.language)
        && country.equals(locale.country)
        && variant.equals(locale.variant);
  }

  @Override
  public int hashCode() {
    return (language.hashCode() * 31 + country.hashCode()) * 31 + variant.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(language);
    if (!country.isEmpty() || !language.isEmpty() && !variant.isEmpty()) {
      text.append('_').append(country);
    }
    if (!variant.isEmpty() && text.length() > 0) {
      text.append('_').append(variant);
    }
    return text.toString();
  }
}
