package witloom.lib.java.lang;

import witloom.lib.Decimals;

/** Methods of {@link Double} that TeaVM doesn't round to the nearest. */
public final class DoublePatch {
  private DoublePatch() {}

  public static double parseDouble(String text) {
    return Decimals.toDouble(text);
  }
}
