package org.teavm.classlib.java.text;

import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.teavm.classlib.java.util.TCurrency;
import org.teavm.classlib.java.util.TLocale;

/** Methods of {@link TNumberFormat} that TeaVM answers otherwise. */
public final class TNumberFormatPatch {
  private TNumberFormatPatch() {}

  /** Amounts in the currency of the language's country; TeaVM takes that of the default locale. */
  public static TNumberFormat getCurrencyInstance(TLocale locale) {
    String data = CLDRHelper.resolveCurrencyFormat(locale.getLanguage(), locale.getCountry());
    TDecimalFormatSymbols symbols = new TDecimalFormatSymbols(locale);
    symbols.setDecimalSeparator(CLDRHelper.part(data, 2).charAt(0));
    symbols.setGroupingSeparator(CLDRHelper.part(data, 3).charAt(0));
    TDecimalFormat format = new TDecimalFormat(CLDRHelper.part(data, 0), symbols);
    format.setCurrency(TCurrency.getInstance(CLDRHelper.part(data, 1)));
    return format;
  }
}
