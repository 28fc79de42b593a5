package witloom.lib.java.nio.charset;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import witloom.lib.OfObject;

/** Methods of {@link Charset} that TeaVM lacks; it knows no other names of a charset. */
public final class CharsetPatch {
  private static final Charset[] ALL = {
    StandardCharsets.UTF_8,
    StandardCharsets.US_ASCII,
    StandardCharsets.ISO_8859_1,
    StandardCharsets.UTF_16,
    StandardCharsets.UTF_16BE,
    StandardCharsets.UTF_16LE
  };

  /** Their other names, each between spaces. */
  private static final String[] NAMES = {
    " UTF8 unicode-1-1-utf-8 ",
    " iso-ir-6 ANSI_X3.4-1986 ISO_646.irv:1991 ASCII ISO646-US us IBM367 cp367 csASCII default 646"
        + " iso_646.irv:1983 ANSI_X3.4-1968 ascii7 ",
    " iso-ir-100 ISO_8859-1 latin1 l1 IBM819 cp819 csISOLatin1 819 IBM-819 ISO8859_1"
        + " ISO_8859-1:1987 ISO_8859_1 8859_1 ISO8859-1 ",
    " UTF_16 utf16 unicode UnicodeBig ",
    " UTF_16BE ISO-10646-UCS-2 X-UTF-16BE UnicodeBigUnmarked ",
    " UTF_16LE X-UTF-16LE UnicodeLittleUnmarked "
  };

  private CharsetPatch() {}

  @OfObject
  public static String toString(Charset self) {
    return self.name();
  }

  @OfObject
  public static Set<String> aliases(Charset self) {
    Set<String> aliases = new LinkedHashSet<>();
    for (int i = 0; i < ALL.length; i++) {
      if (ALL[i] == self) {
        Collections.addAll(aliases, NAMES[i].trim().split(" "));
      }
    }
    return Collections.unmodifiableSet(aliases);
  }

  public static boolean isSupported(String name) {
    return find(name) != null;
  }

  public static Charset forName(String name) {
    Charset charset = find(name);
    if (charset == null) {
      throw new UnsupportedCharsetException(name);
    }
    return charset;
  }

  private static Charset find(String name) {
    if (name == null) {
      throw new IllegalArgumentException("Null charset name");
    }
    check(name);
    String wanted = " " + name.toLowerCase(Locale.ROOT) + " ";
    for (int i = 0; i < ALL.length; i++) {
      if (ALL[i].name().equalsIgnoreCase(name)
          || NAMES[i].toLowerCase(Locale.ROOT).contains(wanted)) {
        return ALL[i];
      }
    }
    return null;
  }

  private static void check(String name) {
    boolean isFine = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isSign = "-+:_.".indexOf(c) >= 0;
      isFine &=
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || isSign && i > 0;
    }
    if (!isFine) {
      throw new IllegalCharsetNameException(name);
    }
  }
}
