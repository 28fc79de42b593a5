package org.teavm.classlib.impl.text;

import witloom.lib.Shortest;

/** The digits of a {@code double}; TeaVM's don't always read as the same number. */
public final class DoubleAnalyzer {
  public static final int DECIMAL_PRECISION = 18;
  public static final long DOUBLE_MAX_POS = 100_000_000_000_000_000L;

  private DoubleAnalyzer() {}

  /** The logarithm to base ten, cut off towards zero. */
  public static int fastIntLog10(double value) {
    Result result = new Result();
    analyze(value, result);
    return result.exponent < 0 && result.mantissa > DOUBLE_MAX_POS
        ? result.exponent + 1
        : result.exponent;
  }

  public static void analyze(double value, Result result) {
    result.sign = Double.doubleToRawLongBits(value) < 0;
    double size = Math.abs(value);
    Shortest shortest = size > 0 ? Shortest.of(size) : null;
    result.mantissa = shortest == null ? 0 : shortest.digits;
    result.exponent = shortest == null ? 0 : shortest.exponent;
  }

  /** A sign, eighteen digits, and the power of ten that the first of them stands for. */
  public static class Result {
    public long mantissa;
    public int exponent;
    public boolean sign;
  }
}
