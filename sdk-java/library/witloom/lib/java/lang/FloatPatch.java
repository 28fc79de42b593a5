package witloom.lib.java.lang;

import witloom.lib.Decimals;

/** Methods of {@link Float} that TeaVM doesn't round to the nearest. */
public final class FloatPatch {
  private FloatPatch() {}

  public static float parseFloat(String text) {
    return Decimals.toFloat(text);
  }
}
