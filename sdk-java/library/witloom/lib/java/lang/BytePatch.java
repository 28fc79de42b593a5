package witloom.lib.java.lang;

/** Methods of {@link Byte} that read, with the JDK's texts. */
public final class BytePatch {
  private BytePatch() {}

  public static byte parseByte(String text) {
    return parseByte(text, 10);
  }

  public static byte parseByte(String text, int radix) {
    int value = Integer.parseInt(text, radix);
    if ((byte) value != value) {
      throw new NumberFormatException("Value out of range. Value:\"" + text + "\" Radix:" + radix);
    }
    return (byte) value;
  }

  public static Byte decode(String text) {
    int value = Integer.decode(text);
    if ((byte) value != value) {
      throw new NumberFormatException("Value " + value + " out of range from input " + text);
    }
    return (byte) value;
  }
}
