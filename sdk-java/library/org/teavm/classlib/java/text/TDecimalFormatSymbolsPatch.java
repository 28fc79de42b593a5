package org.teavm.classlib.java.text;

import org.teavm.classlib.impl.unicode.CLDRHelper;
import org.teavm.classlib.impl.unicode.DecimalData;
import org.teavm.classlib.java.util.TLocale;
import witloom.lib.OfObject;

/** The signs of numbers in a language, with its digits. */
public final class TDecimalFormatSymbolsPatch {
  private TDecimalFormatSymbolsPatch() {}

  @OfObject
  public static void initData(TDecimalFormatSymbols self) {
    TLocale locale = self.getLocale();
    DecimalData data = CLDRHelper.resolveDecimalData(locale.getLanguage(), locale.getCountry());
    self.setZeroDigit((char) data.getListSeparator());
    self.setGroupingSeparator((char) data.getGroupingSeparator());
    self.setDecimalSeparator((char) data.getDecimalSeparator());
    self.setMonetaryDecimalSeparator((char) data.getDecimalSeparator());
    self.setPerMill((char) data.getPerMille());
    self.setPercent((char) data.getPercent());
    self.setMinusSign((char) data.getMinusSign());
    self.setDigit('#');
    self.setPatternSeparator(';');
    self.setNaN(data.getNaN());
    self.setInfinity(data.getInfinity());
    self.setExponentSeparator(data.getExponentSeparator());
  }
}
