package org.teavm.classlib.java.util;

/** The parts of a language tag, up to the first that is none. */
final class TLanguageTag {
  private static final int LANGUAGE = 0;
  private static final int COUNTRY = 1;
  private static final int VARIANT = 2;

  String language = "";
  String country = "";
  String variant = "";

  TLanguageTag(String tag) {
    int kind = LANGUAGE;
    int from = 0;
    while (from <= tag.length() && kind >= 0) {
      int end = tag.indexOf('-', from);
      String part = tag.substring(from, end < 0 ? tag.length() : end);
      kind = take(part, kind);
      from = end < 0 ? tag.length() + 1 : end + 1;
    }
  }

  /** Takes a part that may be of a kind or of one behind it; answers the kind of the next one, or -1. */
  private int take(String part, int kind) {
    int letters = count(part, 'A', 'Z') + count(part, 'a', 'z');
    int digits = count(part, '0', '9');
    int length = part.length();
    if (length == 0 || letters + digits < length) {
      return -1;
    }
    if (kind == LANGUAGE) {
      boolean isLanguage = digits == 0 && length >= 2 && length <= 8;
      language = isLanguage && !part.equals("und") ? part : "";
      return isLanguage ? COUNTRY : -1;
    }
    if (length == 1 || kind == COUNTRY && digits == 0 && (length == 3 || length == 4)) {
      throw new UnsupportedOperationException(
          "a component holds no data of locales with scripts or extensions: " + part);
    }
    if (kind == COUNTRY && (letters == 2 && digits == 0 || digits == 3 && letters == 0)) {
      country = part;
      return VARIANT;
    }
    boolean isVariant = length >= 5 && length <= 8 || length == 4 && part.charAt(0) <= '9';
    if (isVariant) {
      variant = (variant.isEmpty() ? "" : variant + "_") + part.toUpperCase();
    }
    return isVariant ? VARIANT : -1;
  }

  private static int count(String text, char from, char to) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      count += text.charAt(i) >= from && text.charAt(i) <= to ? 1 : 0;
    }
    return count;
  }
}
