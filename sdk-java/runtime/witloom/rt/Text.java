package witloom.rt;

/**
 * Small text formatting. {@link String#format} brings locale data of some hundred kilobytes, which
 * takes time to translate, to compile and to start; this does not.
 */
public final class Text {
  private Text() {}

  /**
   * Replaces each {@code {}} by the next value: {@code Text.format("{} of {}", 2, 3)} is {@code 2
   * of 3}.
   */
  public static String format(String pattern, Object... values) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Object value : values) {
      int hole = pattern.indexOf("{}", at);
      if (hole < 0) {
        break;
      }
      out.append(pattern, at, hole).append(value);
      at = hole + 2;
    }
    return out.append(pattern, at, pattern.length()).toString();
  }

  /**
   * A number with so many decimal places, rounded half up: {@code fixed(2.345, 2)} is {@code 2.35}.
   */
  public static String fixed(double value, int places) {
    if (Double.isNaN(value) || Double.isInfinite(value) || Math.abs(value) >= 1e15) {
      return Double.toString(value);
    }
    long scale = 1;
    for (int i = 0; i < places; i++) {
      scale *= 10;
    }
    long scaled = (long) (Math.abs(value) * scale + 0.5);
    String sign = value < 0 && scaled != 0 ? "-" : "";
    if (places == 0) {
      return sign + scaled;
    }
    return sign + scaled / scale + "." + padLeft(Long.toString(scaled % scale), places, '0');
  }

  /** Pads with {@code fill} on the left up to a width in chars. */
  public static String padLeft(String text, int width, char fill) {
    StringBuilder out = new StringBuilder();
    for (int i = text.length(); i < width; i++) {
      out.append(fill);
    }
    return out.append(text).toString();
  }

  /** Pads with {@code fill} on the right up to a width in chars. */
  public static String padRight(String text, int width, char fill) {
    StringBuilder out = new StringBuilder(text);
    while (out.length() < width) {
      out.append(fill);
    }
    return out.toString();
  }
}
