package checks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Scanners, hexadecimal digits, square roots and queues. */
final class Scans {
  private Scans() {}

  static void run(Lines lines) {
    scanners(lines);
    numbers(lines);
    sources(lines);
    hex(lines);
    roots(lines);
    queues(lines);
  }

  private static Scanner of(String text) {
    return new Scanner(text).useLocale(Locale.US);
  }

  private static void scanners(Lines lines) {
    lines.add("scan.tokens", () -> of("  one two\tthree\n\nfour ").tokens().toList());
    lines.add("scan.lines", () -> { Scanner s = of("a\n\nb\r\nc\rd\u2028e"); List<String> all = new ArrayList<>(); while (s.hasNextLine()) { all.add(s.nextLine()); } return all; });
    lines.add("scan.mixed", () -> { Scanner s = of("7 apples\nrest of line\n3.5 true x"); return s.nextInt() + s.next() + "<" + s.nextLine() + "><" + s.nextLine() + ">" + s.nextDouble() + s.nextBoolean() + s.hasNext() + s.hasNextInt() + s.next() + s.hasNext(); });
    lines.add("scan.end", () -> of(" ").next());
    lines.add("scan.endLine", () -> of("").nextLine());
    lines.add("scan.wrong", () -> of("x").nextInt());
    lines.add("scan.wrongStays", () -> { Scanner s = of(" x1 rest"); try { s.nextInt(); } catch (NoSuchElementException problem) { return problem + "<" + s.nextLine() + ">"; } return "taken"; });
    lines.add("scan.large", () -> of("99999999999").nextInt());
    lines.add("scan.largeStays", () -> { Scanner s = of("99999999999 1"); try { s.nextInt(); } catch (NoSuchElementException problem) { return s.hasNextInt() + " " + s.nextLong() + s.nextInt(); } return "taken"; });
    lines.add("scan.byte", () -> of("12 -128").nextByte() + " " + of("127").hasNextByte() + of("128").hasNextByte() + of("32768").hasNextShort() + of("x").hasNextLong());
    lines.add("scan.radix", () -> { Scanner s = of("ff -zz 101 777"); return s.nextInt(16) + " " + s.nextInt(36) + " " + s.useRadix(2).nextInt() + " " + s.hasNextInt() + s.radix() + s.nextLong(8); });
    lines.add("scan.radixBad", () -> of("1").nextInt(40));
    lines.add("scan.closed", () -> { Scanner s = of("x"); s.close(); return s.hasNext(); });
    lines.add("scan.delimiter", () -> of("a,b,,c,").useDelimiter(",").tokens().toList() + " " + of("1, 2 ;3").useDelimiter("\\s*[,;]\\s*").tokens().toList() + of("abc").useDelimiter("").tokens().toList() + of(",a").useDelimiter(",").tokens().toList());
    lines.add("scan.delimiterNumbers", () -> { Scanner s = of("1-2-3").useDelimiter("-"); return s.nextInt() + s.nextInt() * s.nextInt() + " " + s.delimiter() + of("x").delimiter() + s.reset().delimiter(); });
    lines.add("scan.pattern", () -> { Scanner s = of("a1 22 c3"); return s.hasNext("\\d+") + s.next("[a-z]\\d") + s.hasNext(Pattern.compile("\\d+")) + s.next(Pattern.compile("(\\d)\\d")) + s.match().group(1); });
    lines.add("scan.patternWrong", () -> of("abc").next("\\d+"));
    lines.add("scan.findInLine", () -> { Scanner s = of("1 fish 2 fish\nred 3"); String found = s.findInLine("(\\d+) fish (\\d+)"); return found + s.match().group(2) + s.findInLine("red") + "<" + s.nextLine() + ">" + s.findInLine("\\d") + s.hasNext(); });
    lines.add("scan.horizon", () -> { Scanner s = of("abc def 12\nghi 34"); return s.findWithinHorizon("\\d+", 5) + s.findWithinHorizon("\\d+", 0) + s.findWithinHorizon("\\d+", 0) + s.findWithinHorizon("x", 0); });
    lines.add("scan.skip", () -> { Scanner s = of("--12 x"); return s.skip("-*").nextInt() + s.skip("\\s*").nextLine(); });
    lines.add("scan.skipNot", () -> of("abc").skip("x"));
    lines.add("scan.noMatch", () -> of("x").match());
    lines.add("scan.booleans", () -> { Scanner s = of("TRUE fAlse no"); return s.nextBoolean() + " " + s.nextBoolean() + " " + s.hasNextBoolean(); });
    lines.add("scan.for", () -> { int sum = 0; Scanner s = of("3\n10 20 30"); for (int i = s.nextInt(); i > 0; i--) { sum += s.nextInt(); } return sum + " " + s.hasNextLine(); });
  }

  private static void numbers(Lines lines) {
    for (String text : new String[] {"12", "-7", "+7", "1,234", "12,345,678", "1,23", "0,123", "1234,567", ",123", "1,234.5", "1.5", ".5", "5.", ".", "1e3", "1E-2", "1e", "1.5e+10", "NaN", "-Infinity", "+Infinity", "0x1.8p1", "0x10", "1f", "1d", "--1", "-", "\u0661\u0662", "1_000", "1,2345", "9223372036854775808"}) {
      lines.add("scan.number <" + text + ">", () -> of(text).hasNextInt() + " " + of(text).hasNextLong() + " " + of(text).hasNextDouble() + " " + of(text).hasNextFloat() + " " + of(text).hasNextBigInteger() + " " + of(text).hasNextBigDecimal() + " " + (of(text).hasNextInt() ? of(text).nextInt() : "-") + " " + (of(text).hasNextDouble() ? of(text).nextDouble() : "-") + " " + (of(text).hasNextBigDecimal() ? of(text).nextBigDecimal() : "-") + (of(text).hasNextBigInteger() ? of(text).nextBigInteger() : "-"));
    }
    lines.add("scan.german", () -> { Scanner s = new Scanner("1.234,5 -1.000").useLocale(Locale.GERMANY); return s.nextDouble() + " " + s.nextInt() + s.locale(); });
  }

  /** Gives one byte at a time. */
  private static final class Slow extends InputStream {
    private final byte[] bytes;
    private int at;

    Slow(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      int next = length == 0 ? -1 : read();
      if (next >= 0) {
        into[from] = (byte) next;
      }
      return length == 0 ? 0 : next < 0 ? -1 : 1;
    }
  }

  private static void sources(Lines lines) {
    lines.add("scan.stream", () -> { Scanner s = new Scanner(new ByteArrayInputStream("é 5\nzwei Wörter".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8); return s.next() + s.nextInt() + s.nextLine() + s.nextLine() + s.hasNext(); });
    lines.add("scan.reader", () -> new Scanner(new StringReader("a b\nc")).tokens().toList());
    lines.add("scan.slow", () -> { Scanner s = new Scanner(new Slow("12 34\r\nrest \r\nlast"), "UTF-8"); return s.nextInt() + s.nextInt() + "<" + s.nextLine() + "><" + s.nextLine() + "><" + s.nextLine() + ">" + s.hasNextLine(); });
    lines.add("scan.long", () -> { Scanner s = new Scanner(new ByteArrayInputStream("word ".repeat(20_000).getBytes(StandardCharsets.UTF_8))); int count = 0; while (s.hasNext()) { count += s.next().length(); } return count; });
    lines.add("scan.fails", () -> { Scanner s = new Scanner(new InputStream() { @Override public int read() throws IOException { throw new IOException("broken"); } }); return s.hasNext() + " " + s.ioException(); });
    lines.add("scan.system", () -> new Scanner(System.in).hasNextLine());
  }

  private static void hex(Lines lines) {
    HexFormat plain = HexFormat.of();
    HexFormat rich = HexFormat.ofDelimiter(", ").withPrefix("#").withSuffix(";").withUpperCase();
    byte[] bytes = {0, 1, 127, -128, -1};
    lines.add("hex.format", () -> plain.formatHex(bytes) + " " + rich.formatHex(bytes) + " " + rich.formatHex(bytes, 1, 3) + plain.formatHex(new byte[0]) + plain.formatHex(new StringBuilder("<"), bytes));
    lines.add("hex.parse", () -> Arrays.toString(plain.parseHex("00017F80ff")) + Arrays.toString(rich.parseHex("#0a;, #FF;")) + Arrays.toString(plain.parseHex("xx0102yy", 2, 6)) + Arrays.toString(plain.parseHex("".toCharArray(), 0, 0)));
    for (String text : new String[] {"abc", "zz", "0g", "01 02"}) {
      lines.add("hex.bad <" + text + ">", () -> plain.parseHex(text));
    }
    for (String text : new String[] {"!01;, #02;", "#01;x #02;", "#01;, #02", "#01;, #02:", "#"}) {
      lines.add("hex.badRich <" + text + ">", () -> rich.parseHex(text));
    }
    lines.add("hex.range", () -> plain.formatHex(bytes, 2, 9));
    lines.add("hex.digits", () -> plain.toHexDigits((byte) -2) + plain.toHexDigits('x') + plain.toHexDigits((short) -3) + plain.toHexDigits(-4) + rich.toHexDigits(-5L) + plain.toHexDigits(0x12345L, 3) + plain.toLowHexDigit(0xab) + rich.toHighHexDigit(0xab) + plain.toHexDigits(new StringBuilder(), (byte) 10));
    lines.add("hex.digitsBad", () -> plain.toHexDigits(1L, 17));
    lines.add("hex.from", () -> HexFormat.fromHexDigits("fFfFffff") + " " + HexFormat.fromHexDigitsToLong("8000000000000000") + " " + HexFormat.fromHexDigits("x1Fx", 1, 3) + HexFormat.isHexDigit('G') + HexFormat.isHexDigit('f') + HexFormat.fromHexDigit('E'));
    lines.add("hex.fromLong", () -> HexFormat.fromHexDigits("123456789"));
    lines.add("hex.fromBad", () -> HexFormat.fromHexDigit('g'));
    lines.add("hex.text", () -> plain + " " + rich + rich.equals(rich.withUpperCase()) + rich.equals(rich.withLowerCase()) + plain.equals(HexFormat.ofDelimiter("")) + rich.delimiter() + rich.prefix() + rich.suffix() + rich.isUpperCase());
    lines.add("hex.null", () -> plain.withPrefix(null));
  }

  private static void roots(Lines lines) {
    List<MathContext> contexts = List.of(new MathContext(5), MathContext.DECIMAL32, MathContext.DECIMAL128, MathContext.UNLIMITED, new MathContext(3, RoundingMode.UP), new MathContext(10, RoundingMode.UNNECESSARY), new MathContext(4, RoundingMode.HALF_EVEN), new MathContext(1, RoundingMode.DOWN), new MathContext(50, RoundingMode.CEILING));
    for (String text : new String[] {"2", "0.25", "144", "0", "0.000", "1e-7", "123456789.123456789", "-4", "2.00", "4.0000", "1e20", "1e21", "15", "0.0001", "10", "99.9999", "1e-30", "152399025", "0.9999999999999999", "1234567890123456789012345678901234567890"}) {
      lines.add("root " + text, () -> { StringBuilder all = new StringBuilder(); for (MathContext context : contexts) { try { all.append(new BigDecimal(text).sqrt(context)); } catch (ArithmeticException problem) { all.append(problem.getMessage()); } all.append(' '); } return all; });
    }
  }

  private static void queues(Lines lines) {
    lines.add("queue.order", () -> { LinkedBlockingQueue<Integer> q = new LinkedBlockingQueue<>(List.of(3, 1, 2)); q.put(5); return q + " " + q.take() + q.poll() + q.peek() + q.size() + q.remainingCapacity() + q.poll(1, TimeUnit.MILLISECONDS) + q.poll() + q.poll(); });
    lines.add("queue.bounded", () -> { LinkedBlockingQueue<Integer> q = new LinkedBlockingQueue<>(2); return q.offer(1) + " " + q.offer(2) + q.offer(3) + q.remainingCapacity() + q.contains(2) + q.remove(2) + q + Arrays.toString(q.toArray()); });
    lines.add("queue.full", () -> { LinkedBlockingQueue<Integer> q = new LinkedBlockingQueue<>(1); q.add(1); q.add(2); return q; });
    lines.add("queue.bad", () -> new LinkedBlockingQueue<Integer>(0));
    lines.add("queue.null", () -> new LinkedBlockingQueue<Integer>().offer(null));
    lines.add("queue.drain", () -> { LinkedBlockingQueue<Integer> q = new LinkedBlockingQueue<>(List.of(1, 2, 3)); List<Integer> to = new ArrayList<>(); return q.drainTo(to, 2) + to.toString() + q.drainTo(to) + to + q.isEmpty(); });
    lines.add("queue.walk", () -> { LinkedBlockingQueue<Integer> q = new LinkedBlockingQueue<>(List.of(1, 2, 3)); q.removeIf(i -> i == 2); int sum = 0; for (int each : q) { sum += each; } return q + " " + sum + q.element() + q.remove(); });
    lines.add("queue.empty", () -> new LinkedBlockingQueue<Integer>().remove());
  }
}
