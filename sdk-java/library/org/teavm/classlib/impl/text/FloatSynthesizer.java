package org.teavm.classlib.impl.text;

import witloom.lib.Decimals;

/** A {@code float} of digits, rounded to the nearest. */
public final class FloatSynthesizer {
  private FloatSynthesizer() {}

  /** Of nine digits, unsigned, the first of which stands for a power of ten. */
  public static float synthesizeFloat(int mantissa, int exponent, boolean isNegative) {
    float size = Float.intBitsToFloat(Decimals.toFloat(mantissa & 0xffffffffL, exponent - 8));
    return isNegative ? -size : size;
  }
}
