package witloom.lib.format;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormatSymbols;
import java.util.Formattable;
import java.util.Formatter;
import java.util.IllegalFormatCodePointException;
import java.util.IllegalFormatConversionException;
import java.util.Locale;

/** Prints one argument. */
final class Printing {
  private final Specifier spec;
  private final Locale locale;
  private final StringBuilder out = new StringBuilder();

  Printing(Specifier spec, Locale locale) {
    this.spec = spec;
    this.locale = locale;
  }

  void print(Formatter formatter, Appendable to, Object argument) throws IOException {
    if (spec.conversion == 's' && argument instanceof Formattable formattable) {
      formattable.formatTo(formatter, spec.flags, spec.width, spec.precision);
      return;
    }
    to.append(spec.justified(printed(argument)));
  }

  private String printed(Object argument) {
    switch (spec.conversion) {
      case 'b':
        return text(
            argument instanceof Boolean || argument == null
                ? String.valueOf(Boolean.TRUE.equals(argument))
                : "true");
      case 'h':
        return text(argument == null ? "null" : Integer.toHexString(argument.hashCode()));
      case 's':
        spec.refuse(Specifier.ALTERNATE);
        return text(String.valueOf(argument));
      case 'c':
        return text(argument == null ? "null" : character(argument));
      default:
        if (argument == null) {
          return text("null");
        }
        number(argument);
        return out.toString();
    }
  }

  private IllegalFormatConversionException wrong(Object argument) {
    return new IllegalFormatConversionException(spec.conversion, argument.getClass());
  }

  private String text(String text) {
    String cut =
        spec.precision >= 0 && spec.precision < text.length()
            ? text.substring(0, spec.precision)
            : text;
    return spec.has(Specifier.UPPER) ? cut.toUpperCase(locale == null ? Locale.ROOT : locale) : cut;
  }

  private String character(Object argument) {
    if (argument instanceof Character) {
      return argument.toString();
    }
    if (argument instanceof Byte || argument instanceof Short || argument instanceof Integer) {
      int point = ((Number) argument).intValue();
      if (!Character.isValidCodePoint(point)) {
        throw new IllegalFormatCodePointException(point);
      }
      return new String(Character.toChars(point));
    }
    throw wrong(argument);
  }

  private void number(Object argument) {
    boolean isWhole = "dox".indexOf(spec.conversion) >= 0;
    if (isWhole && argument instanceof BigInteger big) {
      whole(big.signum() < 0, big.abs().toString(radix()), true);
    } else if (isWhole && argument instanceof Long value) {
      whole(value, Long.MIN_VALUE, 64);
    } else if (isWhole && argument instanceof Integer value) {
      whole(value, Integer.MIN_VALUE, 32);
    } else if (isWhole && argument instanceof Short value) {
      whole(value, Short.MIN_VALUE, 16);
    } else if (isWhole && argument instanceof Byte value) {
      whole(value, Byte.MIN_VALUE, 8);
    } else if (!isWhole && argument instanceof Double value) {
      floating(value);
    } else if (!isWhole && argument instanceof Float value) {
      floating(value);
    } else if (!isWhole && argument instanceof BigDecimal value && spec.conversion != 'a') {
      decimal(value);
    } else {
      throw wrong(argument);
    }
  }

  private int radix() {
    return spec.conversion == 'd' ? 10 : spec.conversion == 'o' ? 8 : 16;
  }

  private void whole(long value, long least, int bits) {
    if (spec.conversion == 'd') {
      String digits = Long.toString(value);
      whole(value < 0, value < 0 ? digits.substring(1) : digits, true);
      return;
    }
    spec.refuse(Specifier.PARENTHESES, Specifier.SPACE, Specifier.PLUS);
    long unsigned = bits == 64 ? value : value & (1L << bits) - 1;
    whole(false, radix() == 8 ? Long.toOctalString(unsigned) : Long.toHexString(unsigned), false);
  }

  /** A whole number; in octal and hexadecimal numbers nothing is grouped. */
  private void whole(boolean isNegative, String digits, boolean hasSign) {
    if (hasSign) {
      sign(isNegative);
    }
    if (spec.conversion == 'd') {
      magnitude(digits, inside(spec.width, isNegative));
      closing(isNegative);
      return;
    }
    String prefix = spec.conversion == 'o' ? "0" : spec.has(Specifier.UPPER) ? "0X" : "0x";
    out.append(spec.has(Specifier.ALTERNATE) ? prefix : "");
    int end = inside(spec.width, isNegative) - digits.length();
    while (spec.has(Specifier.ZERO) && out.length() < end) {
      out.append('0');
    }
    out.append(spec.has(Specifier.UPPER) ? digits.toUpperCase(Locale.ROOT) : digits);
    closing(isNegative);
  }

  private void sign(boolean isNegative) {
    if (isNegative) {
      out.append(spec.has(Specifier.PARENTHESES) ? '(' : '-');
    } else if (spec.has(Specifier.PLUS)) {
      out.append('+');
    } else if (spec.has(Specifier.SPACE)) {
      out.append(' ');
    }
  }

  private void closing(boolean isNegative) {
    if (isNegative && spec.has(Specifier.PARENTHESES)) {
      out.append(')');
    }
  }

  /** How far zeros may fill. */
  private int inside(int width, boolean isNegative) {
    return isNegative && spec.has(Specifier.PARENTHESES) ? width - 1 : width;
  }

  private void floating(double value) {
    boolean isUpper = spec.has(Specifier.UPPER);
    if (Double.isNaN(value)) {
      out.append(isUpper ? "NAN" : "NaN");
      return;
    }
    boolean isNegative = Double.compare(value, 0) < 0;
    double size = Math.abs(value);
    sign(isNegative);
    if (Double.isInfinite(size)) {
      out.append(isUpper ? "INFINITY" : "Infinity");
    } else if (spec.conversion == 'a') {
      hexadecimal(size);
    } else {
      digits(
          Digits.of(size),
          isNegative,
          spec.conversion == 'g' ? isPlain(size) : spec.conversion == 'f');
    }
    closing(isNegative);
  }

  private int significant() {
    return spec.precision < 0 ? 6 : Math.max(spec.precision, 1);
  }

  /** Whether a general number is printed without an exponent, which its rounded value decides. */
  private boolean isPlain(double size) {
    int exponent = Digits.of(size).rounded(significant()).exponent;
    return size == 0 || exponent >= -4 && exponent < significant();
  }

  private void decimal(BigDecimal value) {
    boolean isNegative = value.signum() < 0;
    BigDecimal size = value.abs();
    boolean isPlain = spec.conversion == 'f';
    if (spec.conversion == 'g') {
      BigDecimal most = BigDecimal.valueOf(1, -significant());
      isPlain = size.compareTo(BigDecimal.valueOf(1, 4)) >= 0 && size.compareTo(most) < 0;
      isPlain |= size.equals(BigDecimal.ZERO);
    }
    sign(isNegative);
    digits(Digits.of(size), isNegative, isPlain);
    closing(isNegative);
  }

  private void digits(Digits digits, boolean isNegative, boolean isPlain) {
    boolean isGeneral = spec.conversion == 'g';
    int places = isGeneral ? significant() - 1 : spec.precision < 0 ? 6 : spec.precision;
    if (isPlain) {
      int exponent = isGeneral ? digits.rounded(significant()).exponent : 0;
      String text = digits.fixed(Math.max(places - exponent, 0));
      magnitude(pointed(text, places), inside(spec.width, isNegative));
      return;
    }
    Digits rounded = digits.rounded(places + 1);
    int exponent = Math.abs(rounded.exponent);
    String power = (rounded.exponent < 0 ? "-" : "+") + (exponent < 10 ? "0" : "");
    int width = spec.width - 1 - power.length() - Integer.toString(exponent).length();
    magnitude(pointed(rounded.mantissa(places), places), inside(width, isNegative));
    out.append(spec.has(Specifier.UPPER) ? 'E' : 'e').append(power.charAt(0));
    localized((power + exponent).substring(1));
  }

  /** With a point in the end, where one is wanted although nothing follows. */
  private String pointed(String text, int places) {
    return spec.has(Specifier.ALTERNATE) && places == 0 ? text + "." : text;
  }

  private void hexadecimal(double size) {
    boolean isUpper = spec.has(Specifier.UPPER);
    int places = spec.precision < 0 ? 0 : Math.max(spec.precision, 1);
    String text = Hexadecimal.of(size, places);
    int power = text.indexOf('p');
    StringBuilder mantissa = new StringBuilder(text.substring(0, power));
    while (mantissa.length() < places + 2) {
      mantissa.append('0');
    }
    int prefix = out.length() + 2;
    out.append(isUpper ? "0X" : "0x");
    // What is filled up depends on the text before its places were.
    for (int i = text.length() + prefix; spec.has(Specifier.ZERO) && i < spec.width; i++) {
      out.append('0');
    }
    String all = mantissa + text.substring(power);
    out.append(isUpper ? all.toUpperCase(Locale.ROOT) : all);
  }

  private boolean isEnglish() {
    return locale == null || locale.getLanguage().isEmpty() || locale.getLanguage().equals("en");
  }

  private void localized(String digits) {
    if (isEnglish()) {
      out.append(digits);
      return;
    }
    char zero = new DecimalFormatSymbols(locale).getZeroDigit();
    for (int i = 0; i < digits.length(); i++) {
      out.append((char) (digits.charAt(i) - '0' + zero));
    }
  }

  /** Digits and a point as a locale writes them, grouped and filled up if that is wanted. */
  private void magnitude(String digits, int width) {
    char zero = '0';
    char point = '.';
    char separator = ',';
    if (!isEnglish()) {
      DecimalFormatSymbols symbols = new DecimalFormatSymbols(locale);
      zero = symbols.getZeroDigit();
      point = symbols.getDecimalSeparator();
      separator = symbols.getGroupingSeparator();
    }
    int begin = out.length();
    int whole = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    for (int i = 0; i < digits.length(); i++) {
      if (i == whole) {
        out.append(point);
        continue;
      }
      if (spec.has(Specifier.GROUP) && i > 0 && i < whole && (whole - i) % 3 == 0) {
        out.append(separator);
      }
      out.append((char) (digits.charAt(i) - '0' + zero));
    }
    while (spec.has(Specifier.ZERO) && out.length() < width) {
      out.insert(begin, zero);
    }
  }
}
