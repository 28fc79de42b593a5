package checks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What exceptions say, the case of letters, and what else people see. */
final class Messages {
  private enum Level { LOW }

  private Messages() {}

  static void run(Lines lines) {
    strings(lines);
    builders(lines);
    arrays(lines);
    cases(lines);
    others(lines);
  }

  private static void strings(Lines lines) {
    lines.add("at.negative", () -> "hello".charAt(-1));
    lines.add("at.end", () -> "".charAt(0));
    lines.add("substring.from", () -> "hello".substring(9));
    lines.add("substring.negative", () -> "hello".substring(-1));
    lines.add("substring.to", () -> "hello".substring(2, 9));
    lines.add("substring.same", () -> "hello".substring(9, 9));
    lines.add("substring.sequence", () -> "hello".subSequence(3, 1));
    lines.add("string.charset", () -> new String(new byte[] {65}, "no-such"));
  }

  private static void builders(Lines lines) {
    lines.add("builder.charAt", () -> new StringBuilder("abc").charAt(3));
    lines.add("builder.setCharAt", () -> { StringBuilder b = new StringBuilder("abc"); b.setCharAt(3, 'x'); return b; });
    lines.add("builder.setNegative", () -> { StringBuilder b = new StringBuilder("abc"); b.setCharAt(-1, 'x'); return b; });
    lines.add("builder.delete", () -> new StringBuilder("abc").delete(3, 1));
    lines.add("builder.deleteFar", () -> new StringBuilder("abc").delete(5, 9));
    lines.add("builder.deleteFine", () -> new StringBuilder("abc").delete(1, 99) + "" + new StringBuilder("abc").delete(3, 3));
    lines.add("builder.deleteCharAt", () -> new StringBuilder("abc").deleteCharAt(7));
    lines.add("builder.substring", () -> new StringBuilder("abc").substring(2, 1));
    lines.add("builder.substringFrom", () -> new StringBuilder("abc").substring(4));
    lines.add("builder.replace", () -> new StringBuilder("abc").replace(4, 5, "x"));
    lines.add("builder.replaceBack", () -> new StringBuffer("abc").replace(2, 1, "x"));
    lines.add("builder.replaceFine", () -> new StringBuilder("abc").replace(1, 99, "xyz"));
    lines.add("builder.insertString", () -> new StringBuffer("abc").insert(-1, "x"));
    lines.add("builder.setLengthNegative", () -> { StringBuilder b = new StringBuilder("abc"); b.setLength(-1); return b; });
    lines.add("builder.setLengthMore", () -> { StringBuilder b = new StringBuilder("abc"); b.setLength(1); b.setLength(60); b.append('x'); return b.length() + " " + (int) b.charAt(1) + " " + (int) b.charAt(59) + b.charAt(60); });
  }

  private static void arrays(Lines lines) {
    int[] ints = new int[3];
    lines.add("copy.from", () -> { System.arraycopy(ints, -1, ints, 0, 1); return "copied"; });
    lines.add("copy.to", () -> { System.arraycopy(ints, 0, ints, -1, 1); return "copied"; });
    lines.add("copy.length", () -> { System.arraycopy(ints, 0, ints, 0, -1); return "copied"; });
    lines.add("copy.last", () -> { System.arraycopy(ints, 2, ints, 0, 2); return "copied"; });
    lines.add("copy.objects", () -> { System.arraycopy(new String[2], 0, new String[1], 0, 2); return "copied"; });
    lines.add("copy.negative", () -> Arrays.copyOf(ints, Integer.parseInt("-1")));
    lines.add("copy.range", () -> Arrays.copyOfRange(ints, 2, 1));
    lines.add("index.range", () -> Objects.checkFromToIndex(2, 1, 3));
    lines.add("index.size", () -> Objects.checkFromIndexSize(2, 3, 3));
    lines.add("index.long", () -> Objects.checkIndex(3L, 3L));
    lines.add("index.fine", () -> Objects.checkIndex(2, 3) + Objects.checkFromToIndex(0, 3, 3) + Objects.checkFromIndexSize(1, 2, 3));
    lines.add("index.linked", () -> new LinkedList<>(List.of(1)).get(3));
    lines.add("index.sub", () -> new ArrayList<>(List.of(1, 2)).subList(2, 1));
  }

  private static void cases(Lines lines) {
    for (String text : new String[] {"straße", "ﬁnd ﬀ ﬆ", "ŉ ǰ ΐ ΰ և", "ᾳ ᾼ ᾀ ᾷ", "İIıi", "ΟΔΥΣΣΕΥΣ ΑΣ. Σ", "ΑΣ'Β ΣΑ ΑΣ\u0301", "ǅ ǆ Ǆ", "𐐀𐐨", "plain", "", "éÉ ß", "ÿ µ ſ"}) {
      lines.add("case.upper <" + text + ">", () -> text.toUpperCase(Locale.ROOT) + text.toUpperCase());
      lines.add("case.lower <" + text + ">", () -> text.toLowerCase(Locale.ENGLISH) + text.toLowerCase());
    }
    String[] pairs = {"I", "ı", "i", "İ", "K", "\u212a", "k", "ß", "SS", "ſ", "s", "S", "µ", "μ", "Μ", "ς", "σ", "Σ", "é", "É", "ǅ", "ǆ", "Ǆ", "a", "B"};
    for (String one : pairs) {
      lines.add("case.equal <" + one + ">", () -> { StringBuilder out = new StringBuilder(); for (String other : pairs) { out.append(one.equalsIgnoreCase(other) ? '=' : one.compareToIgnoreCase(other) < 0 ? '<' : '>'); } return out; });
    }
    lines.add("case.turkish", () -> "İstanbul ILIK i\u0307 I\u0307".toLowerCase(new Locale("tr")) + " ılık istanbul".toUpperCase(new Locale("az")) + "i".toUpperCase(Locale.GERMAN));
    lines.add("case.null", () -> "x".equalsIgnoreCase(null));
  }

  private static void others(Lines lines) {
    lines.add("byte.text", () -> Byte.valueOf("x"));
    lines.add("byte.radix", () -> Byte.parseByte("fff", 16));
    lines.add("byte.decode", () -> Byte.decode("300"));
    lines.add("short.radix", () -> Short.parseShort("70000", 10));
    lines.add("short.decode", () -> Short.decode("99999"));
    lines.add("short.fine", () -> Short.parseShort("-32768") + Byte.parseByte("-128") + Short.decode("0x10"));
    lines.add("enum.unknown", () -> Level.valueOf("HIGH"));
    lines.add("enum.null", () -> Enum.valueOf(Level.class, null));
    lines.add("stats.double", () -> DoubleStream.of(1, 2.5).summaryStatistics());
    lines.add("stats.long", () -> LongStream.of(1, 2).summaryStatistics());
    lines.add("stats.none", () -> IntStream.empty().summaryStatistics());
    for (String text : new String[] {"PT1.5S", "PT-0.5S", "-PT-1.5S", "P1DT2H3M4.000000005S", "PT.5S", "PT5.S", "P", "PT", "P1D", "P1DT", "PT1S1M", "pt1h", "PT1,25S", "PT1.5M", "P1M", "PT99999999999999999999S", "PT0.1234567890S", "+PT+1M", "1S", "PT-90M"}) {
      lines.add("duration <" + text + ">", () -> Duration.parse(text));
    }
    Random random = new Random(5);
    for (int round = 0; round < 8; round++) {
      byte[] bytes = new byte[5 * round + 1];
      random.nextBytes(bytes);
      BigInteger big = new BigInteger(bytes);
      lines.add("hash " + round, () -> big.hashCode() + " " + big.negate().hashCode() + " " + new BigDecimal(big, 3).hashCode());
      int scale = random.nextInt(640) - 300;
      lines.add("big.double " + round, () -> big.doubleValue() + " " + big.floatValue() + " " + new BigDecimal(big, scale).doubleValue());
    }
  }
}
