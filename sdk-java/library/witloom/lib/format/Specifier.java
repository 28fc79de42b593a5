package witloom.lib.format;

import java.util.DuplicateFormatFlagsException;
import java.util.FormatFlagsConversionMismatchException;
import java.util.IllegalFormatFlagsException;
import java.util.IllegalFormatPrecisionException;
import java.util.IllegalFormatWidthException;
import java.util.MissingFormatWidthException;
import java.util.UnknownFormatConversionException;

/** What stands from a percent sign on to the letter of a conversion, checked. */
final class Specifier {
  static final int LEFT = 1;
  static final int UPPER = 2;
  static final int ALTERNATE = 4;
  static final int PLUS = 8;
  static final int SPACE = 16;
  static final int ZERO = 32;
  static final int GROUP = 64;
  static final int PARENTHESES = 128;
  static final int PREVIOUS = 256;

  /** The signs of flags, in the order in which they are printed. */
  private static final String SIGNS = "-^#+ 0,(<";

  private static final int[] FLAGS = {
    LEFT, UPPER, ALTERNATE, PLUS, SPACE, ZERO, GROUP, PARENTHESES, PREVIOUS
  };

  private final String format;

  /** Behind the specifier. */
  int end;

  int flags;
  int index;
  int width = -1;
  int precision = -1;
  char conversion;

  Specifier(String format, int start) {
    this.format = format;
    String position = "";
    number(start);
    if (end > start && peek() == '$') {
      position = format.substring(start, end);
      end++;
    } else {
      end = start;
    }
    int from = end;
    while (flag(peek()) != 0) {
      end++;
    }
    String signs = format.substring(from, end);
    from = end;
    number(from);
    String wide = format.substring(from, end);
    String precise = "";
    if (peek() == '.') {
      from = end + 1;
      number(from);
      precise = format.substring(from, end);
    }
    boolean isLetter = peek() >= 'a' && peek() <= 'z' || peek() >= 'A' && peek() <= 'Z';
    if (!isLetter && peek() != '%' || precise.isEmpty() && format.charAt(end - 1) == '.') {
      throw new UnknownFormatConversionException(String.valueOf(format.charAt(start)));
    }
    take(position, signs);
    width = wide.isEmpty() ? -1 : wide(wide);
    precision = precise.isEmpty() ? -1 : wide(precise);
    convert();
    index = isText() ? 0 : index;
    check();
  }

  private void take(String position, String signs) {
    index = position.isEmpty() ? 0 : parsed(position);
    if (!position.isEmpty() && index <= 0) {
      throw new UnknownFormatConversionException(position + "$");
    }
    for (int i = 0; i < signs.length(); i++) {
      int flag = flag(signs.charAt(i));
      if (has(flag)) {
        throw new DuplicateFormatFlagsException(signs(flag));
      }
      flags |= flag;
    }
    index = has(PREVIOUS) ? 0 : index;
  }

  private int peek() {
    return end < format.length() ? format.charAt(end) : -1;
  }

  private void number(int from) {
    end = from;
    while (peek() >= '0' && peek() <= '9') {
      end++;
    }
  }

  private static int parsed(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException tooLarge) {
      return Integer.MIN_VALUE;
    }
  }

  private static int wide(String digits) {
    int number = parsed(digits);
    if (number < 0) {
      throw new IllegalFormatWidthException(number);
    }
    return number;
  }

  private static int flag(int sign) {
    int at = sign < 0 || sign == '^' ? -1 : SIGNS.indexOf(sign);
    return at < 0 ? 0 : FLAGS[at];
  }

  private void convert() {
    int letter = peek();
    conversion = (char) letter;
    end++;
    if ((letter == 't' || letter == 'T') && peek() >= 'A') {
      throw new UnsupportedOperationException(
          "a format of dates: %"
              + conversion
              + (char) peek()
              + ", use java.time.format.DateTimeFormatter");
    }
    if ("bBhHsScCdoxXeEfgGaAn%".indexOf(letter) < 0) {
      throw new UnknownFormatConversionException(String.valueOf(conversion));
    }
    if (letter >= 'A' && letter <= 'Z') {
      flags |= UPPER;
      conversion = (char) (letter + 'a' - 'A');
    }
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private static String signs(int flags) {
    StringBuilder signs = new StringBuilder();
    for (int i = 0; i < FLAGS.length; i++) {
      if ((flags & FLAGS[i]) != 0) {
        signs.append(SIGNS.charAt(i));
      }
    }
    return signs.toString();
  }

  boolean isText() {
    return conversion == '%' || conversion == 'n';
  }

  private void check() {
    switch (conversion) {
      case 'b', 'h', 's' -> {
        if (conversion != 's') {
          refuse(ALTERNATE);
        }
        needWidth(LEFT);
        refuse(PLUS, SPACE, ZERO, GROUP, PARENTHESES);
      }
      case 'c' -> {
        refusePrecision();
        refuse(ALTERNATE, PLUS, SPACE, ZERO, GROUP, PARENTHESES);
        needWidth(LEFT);
      }
      case '%', 'n' -> checkText();
      default -> checkNumber();
    }
  }

  private void checkText() {
    refusePrecision();
    if (conversion == 'n' && width != -1) {
      throw new IllegalFormatWidthException(width);
    }
    if (flags != 0 && (conversion == 'n' || flags != LEFT)) {
      throw new IllegalFormatFlagsException(signs(flags));
    }
    needWidth(LEFT);
  }

  private void checkNumber() {
    needWidth(LEFT | ZERO);
    if (has(PLUS) && has(SPACE) || has(LEFT) && has(ZERO)) {
      throw new IllegalFormatFlagsException(signs(flags));
    }
    switch (conversion) {
      case 'd' -> {
        refusePrecision();
        refuse(ALTERNATE);
      }
      case 'o', 'x' -> {
        refusePrecision();
        refuse(GROUP);
      }
      case 'a' -> refuse(PARENTHESES, GROUP);
      case 'e' -> refuse(GROUP);
      case 'g' -> refuse(ALTERNATE);
      default -> {}
    }
  }

  private void refusePrecision() {
    if (precision != -1) {
      throw new IllegalFormatPrecisionException(precision);
    }
  }

  private void needWidth(int some) {
    if (width == -1 && has(some)) {
      throw new MissingFormatWidthException(toString());
    }
  }

  /** Throws if one of some flags is there. */
  void refuse(int... some) {
    for (int flag : some) {
      if (has(flag)) {
        throw new FormatFlagsConversionMismatchException(signs(flag), conversion);
      }
    }
  }

  /** What stands for a specifier without an argument. */
  String text() {
    return conversion == 'n' ? System.lineSeparator() : justified("%");
  }

  /** A text with spaces before or behind it. */
  String justified(String text) {
    int missing = width - text.length();
    if (missing <= 0) {
      return text;
    }
    String spaces = " ".repeat(missing);
    return has(LEFT) ? text + spaces : spaces + text;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("%").append(signs(flags & ~UPPER));
    if (index > 0) {
      text.append(index).append('$');
    }
    if (width != -1) {
      text.append(width);
    }
    if (precision != -1) {
      text.append('.').append(precision);
    }
    return text.append(has(UPPER) ? Character.toUpperCase(conversion) : conversion).toString();
  }
}
