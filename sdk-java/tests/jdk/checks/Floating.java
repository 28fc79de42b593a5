package checks;

import java.math.BigDecimal;
import java.util.Random;

/** Texts of floating-point numbers, and numbers of texts: every one is the nearest. */
final class Floating {
  private static final String[] TEXTS = {
    "", "  ", "x1", " x1 ", "0x10", "٣", "--1", "+", "1.", ".", " .5f", "1d", "1fd", "-NaN", "NaNf", "+Infinity",
    "Infinityd", "infinity", "0X.8P-3f", "0x.p1", "0x1p", "0xffp0d", "0x1", "1e+", "1e+5", "1e-5f", "1E400",
    "1e-99999999999", "0e99999999999", "0x1p99999999999", "0x1p-99999999999", "1e5e5", "1..2", "1.2.3",
    "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7fffp1023", "0x0.0000000000001p-1022",
    "0x0.00000000000008p-1022", "0x0.000000000000080001p-1022", "0x123456789abcdef0123456789p-80",
    "2.4703282292062327208e-324", "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308",
    "0.00000000000000000000000000000000000000001e41", "e5", "f", "0xp1", "1p5", "-0", "1e 5", "9007199254740993",
    "8.4472926317206e-18", "1.00000017881393432617187499", "1.00000017881393432617187501", "3.4028235677973366e38"
  };

  private Floating() {}

  static void run(Lines lines) {
    for (String text : TEXTS) {
      lines.add("floating.double <" + text + ">", () -> bits(Double.parseDouble(text)));
      lines.add("floating.float <" + text + ">", () -> Float.floatToIntBits(Float.parseFloat(text)));
    }
    lines.add("floating.valueOf", () -> Double.valueOf("4.9e-324") + " " + Float.valueOf("1.4e-45f") + new Double("0x1p3"));
    for (int round = 0; round < 10; round++) {
      Random random = new Random(round);
      Random few = new Random(round);
      lines.add("floating.back " + round, () -> back(random));
      lines.add("floating.digits " + round, () -> digits(random));
      lines.add("floating.middles " + round, () -> middles(random));
      lines.add("floating.short " + round, () -> shorts(few));
      lines.add("floating.hex " + round, () -> hex(random));
    }
  }

  private static String bits(double x) {
    return Long.toHexString(Double.doubleToLongBits(x));
  }

  /** Any bits, of small numbers as often as of others. */
  private static double any(Random random, int i) {
    long bits = random.nextLong();
    return Double.longBitsToDouble(i % 4 == 0 ? bits >>> 12 + random.nextInt(50) : bits);
  }

  private static float anyFloat(Random random, int i) {
    int bits = random.nextInt();
    return Float.intBitsToFloat(i % 4 == 0 ? bits >>> 9 + random.nextInt(20) : bits);
  }

  /** Each number's text is read as that number, and no text is longer than that takes. */
  private static String back(Random random) {
    int wrong = 0;
    int longest = 0;
    for (int i = 0; i < 250; i++) {
      double x = any(random, i);
      String text = i % 2 == 0 ? Double.toString(x) : "" + x;
      float y = anyFloat(random, i);
      String small = new StringBuilder().append(y).toString();
      wrong += Double.compare(Double.parseDouble(text), x) == 0 ? 0 : 1;
      wrong += Float.compare(Float.parseFloat(small), y) == 0 ? 0 : 1;
      longest = Math.max(longest, Math.max(text.length() - 24, small.length() - 15));
    }
    return wrong + " " + (longest > 0);
  }

  /** Texts of many digits. */
  private static String digits(Random random) {
    long seen = 0;
    for (int i = 0; i < 100; i++) {
      String text = random.nextLong() + "." + (random.nextLong() >>> random.nextInt(60) + 1) + "E" + (random.nextInt(700) - 350);
      seen = seen * 31 + Double.doubleToLongBits(Double.parseDouble(text));
      seen = seen * 31 + Float.floatToIntBits(Float.parseFloat(text.replace("E", "E-").replace("--", "-")));
      seen = seen * 31 + Float.floatToIntBits(Float.parseFloat(text.substring(0, text.indexOf('E') - 1) + "E" + (random.nextInt(90) - 60)));
    }
    return Long.toHexString(seen);
  }

  /** What lies just between two numbers, and a little beside. */
  private static String middles(Random random) {
    long seen = 0;
    for (int i = 0; i < 20; i++) {
      double x = Math.abs(random.nextInt(8) == 0 ? any(random, 0) : random.nextDouble() * Math.scalb(1, random.nextInt(200) - 100));
      BigDecimal middle = new BigDecimal(x).add(new BigDecimal(Math.nextUp(x))).divide(BigDecimal.valueOf(2));
      for (String text : new String[] {middle + "", middle.toPlainString() + (middle.scale() > 0 ? "" : ".0") + "1", middle.subtract(middle.ulp()) + ""}) {
        seen = seen * 31 + Double.doubleToLongBits(Double.parseDouble(text));
        seen = seen * 31 + Float.floatToIntBits(Float.parseFloat(text));
      }
    }
    return Long.toHexString(seen);
  }

  /** Texts of numbers of few digits. */
  private static String shorts(Random random) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      all.append(random.nextInt(100_000) / 100.0).append(' ');
      all.append(Double.parseDouble(random.nextInt(1_000_000_000) + "e" + (random.nextInt(60) - 30))).append(' ');
      all.append(random.nextInt(10_000) / 100f).append(' ');
    }
    return all.toString();
  }

  private static String hex(Random random) {
    long seen = 0;
    for (int i = 0; i < 40; i++) {
      double x = any(random, i);
      String text = Double.toHexString(x);
      seen = seen * 31 + text.hashCode() + Double.doubleToLongBits(Double.parseDouble(text)) + Float.floatToIntBits(Float.parseFloat(text));
      seen = seen * 31 + Float.toHexString((float) x).hashCode();
    }
    return Long.toHexString(seen);
  }
}
