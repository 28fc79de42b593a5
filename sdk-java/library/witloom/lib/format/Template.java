package witloom.lib.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.MissingFormatArgumentException;
import java.util.UnknownFormatConversionException;

/** A text with specifiers, all of which are checked before the first is used. */
public final class Template {
  /** Texts and specifiers in their order. */
  private final List<Object> parts = new ArrayList<>();

  public Template(String format) {
    int at = 0;
    while (at < format.length()) {
      int sign = format.indexOf('%', at);
      if (sign < 0) {
        parts.add(format.substring(at));
        return;
      }
      if (sign > at) {
        parts.add(format.substring(at, sign));
      }
      if (sign + 1 == format.length()) {
        throw new UnknownFormatConversionException("%");
      }
      Specifier specifier = new Specifier(format, sign + 1);
      parts.add(specifier);
      at = specifier.end;
    }
  }

  public void write(Formatter formatter, Appendable out, Locale locale, Object[] arguments)
      throws IOException {
    int last = -1;
    int ordinary = -1;
    for (Object part : parts) {
      if (!(part instanceof Specifier specifier)) {
        out.append((String) part);
        continue;
      }
      if (specifier.isText()) {
        out.append(specifier.text());
        continue;
      }
      if (specifier.index > 0) {
        last = specifier.index - 1;
      } else if (!specifier.has(Specifier.PREVIOUS)) {
        ordinary++;
        last = ordinary;
      }
      if (last < 0 || arguments != null && last >= arguments.length) {
        throw new MissingFormatArgumentException(specifier.toString());
      }
      Object argument = arguments == null ? null : arguments[last];
      new Printing(specifier, locale).print(formatter, out, argument);
    }
  }
}
