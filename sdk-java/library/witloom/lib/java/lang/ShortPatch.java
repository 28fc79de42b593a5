package witloom.lib.java.lang;

/** Methods of {@link Short} that read, with the JDK's texts. */
public final class ShortPatch {
  private ShortPatch() {}

  public static short parseShort(String text) {
    return parseShort(text, 10);
  }

  public static short parseShort(String text, int radix) {
    int value = Integer.parseInt(text, radix);
    if ((short) value != value) {
      throw new NumberFormatException("Value out of range. Value:\"" + text + "\" Radix:" + radix);
    }
    return (short) value;
  }

  public static Short decode(String text) {
    int value = Integer.decode(text);
    if ((short) value != value) {
      throw new NumberFormatException("Value " + value + " out of range from input " + text);
    }
    return (short) value;
  }
}
