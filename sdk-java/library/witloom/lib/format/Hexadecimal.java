package witloom.lib.format;

/** Hexadecimal floating-point numbers of some places. */
final class Hexadecimal {
  private Hexadecimal() {}

  /** A finite number that isn't negative, without the prefix. */
  static String of(double value, int places) {
    if (value == 0 || places == 0 || places >= 13) {
      return Double.toHexString(value).substring(2);
    }
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & (1L << 52) - 1;
    int exponent = (int) (bits >>> 52) - 1023;
    if (exponent == -1023) {
      int shift = Long.numberOfLeadingZeros(mantissa) - 11;
      mantissa <<= shift;
      exponent = -1022 - shift;
    } else {
      mantissa |= 1L << 52;
    }
    int drop = 52 - 4 * places;
    long half = 1L << drop - 1;
    long kept = mantissa >>> drop;
    long rest = mantissa & (1L << drop) - 1;
    if (rest > half || rest == half && (kept & 1) != 0) {
      kept++;
    }
    // A carry leaves a one and zeros.
    if (kept >>> 4 * places == 2) {
      kept >>>= 1;
      exponent++;
    }
    String fraction = Long.toHexString(kept | 1L << 60).substring(16 - places);
    int length = fraction.length();
    while (length > 1 && fraction.charAt(length - 1) == '0') {
      length--;
    }
    return "1." + fraction.substring(0, length) + "p" + exponent;
  }
}
