package checks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Formattable;
import java.util.Formatter;
import java.util.Locale;
import java.util.Random;

/** Formats with every conversion and flag, fitting and not. */
final class Formats {
  private static final String[] WRONG = {
    "%", "%5", "%-", "%q", "%D", "%.d", "%-d", "%05s", "%#s", "%+s", "%+ d", "%-05d", "%--5d", "%.3d", "%#d", "%,x", "%+x",
    "%(e", "%,e", "%#g", "%,a", "%.2c", "%-c", "%5n", "%.2%", "%-%", "%3$s", "%<s", "%s %s", "%c", "%e", "%x", "%,.2f%",
    "%05", "%1$", "%$s", "%99999999999d", "%+c", "%(s", "% s", "%,s", "%#c", "%2$-5.3X", "%k"
  };

  private Formats() {}

  /** Prints what it was asked for. */
  private record Asked() implements Formattable {
    @Override
    public void formatTo(Formatter formatter, int flags, int width, int precision) {
      formatter.format("%d/%d/%d", flags, width, precision);
    }
  }

  static void run(Lines lines) {
    for (String format : WRONG) {
      lines.add("format.wrong <" + format + ">", () -> String.format(Locale.ROOT, format, "text"));
      lines.add("format.wrongNumber <" + format + ">", () -> String.format(Locale.ROOT, format, -42));
    }
    lines.add("format.order", () -> String.format("%2$s %1$s %s %s %<s", "a", "b") + String.format("%-5b|%5b|%B|%b", true, null, 3, false));
    lines.add("format.text", () -> String.format("%.2s|%8.3s|%-8S|%S|%h|%H|%s", "abcdef", "abcdef", "straße", null, "hi", "hi", new int[0].length));
    lines.add("format.chars", () -> String.format("%c%C%c%5c|%-3c|%c", 'x', 'y', 0x1f600, (byte) 65, (short) 66, null));
    lines.add("format.badPoint", () -> String.format("%c", 0x110000));
    lines.add("format.formattable", () -> String.format("%-8.3S|%#s", new Asked(), new Asked()));
    lines.add("format.percent", () -> String.format("100%%|%5%|%-5%|%n"));
    lines.add("format.null", () -> String.format("%d %x %5e %.2f %a", null, null, null, null, null) + String.format("%s", (Object[]) null));
    lines.add("format.big", () -> String.format("%,d|%(d|%+d|%x|%X|%#x|%o|%020d", BigInteger.TEN.pow(25), BigInteger.TWO.pow(70).negate(), BigInteger.ONE, BigInteger.TWO.pow(70).negate(), BigInteger.TEN.pow(20), BigInteger.TEN, BigInteger.TEN.negate(), BigInteger.TEN.negate()));
    lines.add("format.small", () -> String.format("%x %o %x %d %08x", (byte) -1, (short) -2, -3L, (byte) -4, -5));
    lines.add("format.german", () -> String.format(Locale.GERMANY, "%,.2f %,d %e", 1234567.891, 1234567, 12.5));
    lines.add("format.noLocale", () -> String.format((Locale) null, "%,.2f", 1234567.891));
    lines.add("format.builder", () -> { StringBuilder out = new StringBuilder("<"); try (Formatter formatter = new Formatter(out, Locale.ROOT)) { formatter.format("%d", 1).format("%s", 2); } return out; });
    lines.add("format.closed", () -> { Formatter formatter = new Formatter(); formatter.close(); return formatter.format("x"); });
    for (int round = 0; round < 12; round++) {
      Random random = new Random(round);
      Random some = new Random(round + 100);
      lines.add("format.random " + round, () -> random(random, "aAeEfgG"));
      lines.add("format.decimals " + round, () -> decimals(some));
      lines.add("format.whole " + round, () -> whole(random));
    }
  }

  private static String specifier(Random random, String conversions, String flags) {
    StringBuilder text = new StringBuilder("%");
    boolean isWide = random.nextBoolean();
    for (char flag : flags.toCharArray()) {
      if (random.nextInt(4) == 0 && (isWide || flag != '0' && flag != '-')) {
        text.append(flag);
      }
    }
    if (isWide) {
      text.append(random.nextInt(25) + 1);
    }
    if (random.nextInt(3) > 0 && "dxXo".indexOf(conversions.charAt(0)) < 0) {
      text.append('.').append(random.nextInt(16));
    }
    return text.append(conversions.charAt(random.nextInt(conversions.length()))).append('|').toString();
  }

  private static void add(StringBuilder all, String format, Object value) {
    try {
      all.append(String.format(Locale.ROOT, format, value));
    } catch (IllegalArgumentException problem) {
      all.append(problem);
    }
  }

  /** Numbers of few digits, which every JDK prints with as few. */
  private static String random(Random random, String conversions) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      double value = Double.parseDouble((random.nextInt(2_000_000) - 1_000_000) + "e" + (random.nextInt(30) - 18));
      add(all, specifier(random, conversions, "-+ 0#,("), value);
      add(all, specifier(random, conversions, "+0"), (float) random.nextInt(10_000) / 8);
    }
    return all.toString();
  }

  private static String decimals(Random random) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      byte[] bytes = new byte[random.nextInt(10) + 1];
      random.nextBytes(bytes);
      add(all, specifier(random, "efgG", "-+ 0#,("), new BigDecimal(new BigInteger(1, bytes), random.nextInt(30) - 10));
    }
    return all.toString();
  }

  private static String whole(Random random) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      add(all, specifier(random, "dxXo", "-+ 0#,("), random.nextInt() >> random.nextInt(32));
      add(all, specifier(random, "dxXo", "-0,"), random.nextLong() >> random.nextInt(64));
    }
    return all.toString();
  }
}
