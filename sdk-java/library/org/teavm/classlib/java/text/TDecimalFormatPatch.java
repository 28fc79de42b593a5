package org.teavm.classlib.java.text;

import org.teavm.classlib.java.util.TCurrency;
import org.teavm.classlib.java.util.TLocale;
import witloom.lib.Before;
import witloom.lib.OfObject;

/** Checks of {@link TDecimalFormat}. */
public final class TDecimalFormatPatch {
  private TDecimalFormatPatch() {}

  /** Takes the currency of the language's country, and refuses signs that TeaVM can't write. */
  @OfObject
  @Before
  public static void applyPattern(TDecimalFormat self, String pattern) {
    TLocale locale = self.symbols.getLocale();
    if (self.symbols.getMinusSign() == 0) {
      throw new UnsupportedOperationException(
          "numbers of the locale `" + locale + "`, whose signs have several characters");
    }
    if (pattern.indexOf('\u00a4') >= 0 && !locale.getCountry().isEmpty()) {
      self.setCurrency(TCurrency.getInstance(locale));
    }
  }
}
