package org.teavm.classlib.impl.text;

import witloom.lib.Shortest;

/** The digits of a {@code float}; TeaVM's don't always read as the same number. */
public final class FloatAnalyzer {
  public static final int PRECISION = 9;
  public static final int MAX_POS = 100_000_000;

  private FloatAnalyzer() {}

  public static void analyze(float value, Result result) {
    result.sign = Float.floatToRawIntBits(value) < 0;
    float size = Math.abs(value);
    Shortest shortest = size > 0 ? Shortest.of(size) : null;
    result.mantissa = shortest == null ? 0 : (int) (shortest.digits / 1_000_000_000);
    result.exponent = shortest == null ? 0 : shortest.exponent;
  }

  /** A sign, nine digits, and the power of ten that the first of them stands for. */
  public static class Result {
    public int mantissa;
    public int exponent;
    public boolean sign;
  }
}
