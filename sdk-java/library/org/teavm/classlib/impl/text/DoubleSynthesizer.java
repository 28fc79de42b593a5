package org.teavm.classlib.impl.text;

import witloom.lib.Decimals;

/** A {@code double} of digits, rounded to the nearest. */
public final class DoubleSynthesizer {
  private DoubleSynthesizer() {}

  /** Of nineteen digits, unsigned, the first of which stands for a power of ten. */
  public static double synthesizeDouble(long mantissa, int exponent, boolean isNegative) {
    double size = Double.longBitsToDouble(Decimals.toDouble(mantissa, exponent - 18));
    return isNegative ? -size : size;
  }
}
