package checks;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.PrintWriter;
import java.io.PushbackReader;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Input and output, character sets, decimal numbers, times and streams. */
final class Library {
  private Library() {}

  static void run(Lines lines) {
    io(lines);
    charsets(lines);
    decimals(lines);
    times(lines);
    streams(lines);
  }

  private static void io(Lines lines) {
    lines.add("io.data", () -> {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(-2);
      out.writeLong(1L << 40);
      out.writeDouble(1.5);
      out.writeUTF("zweite \u00e9");
      out.writeBoolean(true);
      out.writeShort(-3);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      return in.readInt() + " " + in.readLong() + " " + in.readDouble() + " " + in.readUTF() + " "
          + in.readBoolean() + " " + in.readUnsignedShort() + " " + bytes.size();
    });
    lines.add("io.dataEnd", () -> new DataInputStream(new ByteArrayInputStream(new byte[3])).readInt());
    lines.add("io.endIsIo", () -> {
      try {
        return new DataInputStream(new ByteArrayInputStream(new byte[0])).readByte();
      } catch (EOFException end) {
        return "end " + end.getMessage();
      }
    });
    lines.add("io.lines", () -> new BufferedReader(new StringReader("a\r\nb\n\nc\rd")).lines().collect(Collectors.toList()));
    lines.add("io.mark", () -> {
      BufferedReader in = new BufferedReader(new StringReader("abcdef"));
      in.mark(4);
      int first = in.read();
      in.reset();
      return first + " " + in.read() + " " + in.skip(2) + " " + (char) in.read() + " " + in.ready();
    });
    lines.add("io.pushback", () -> {
      PushbackReader in = new PushbackReader(new StringReader("xy"), 2);
      int first = in.read();
      in.unread(first);
      in.unread('w');
      return "" + (char) in.read() + (char) in.read() + (char) in.read() + in.read();
    });
    lines.add("io.printWriter", () -> {
      StringWriter text = new StringWriter();
      PrintWriter out = new PrintWriter(text);
      out.printf("%d-%s%n", 3, "x");
      out.print(1.5f);
      out.print('c');
      out.println(true);
      out.append("tail", 1, 3).flush();
      return text + " " + out.checkError();
    });
    lines.add("io.tokens", () -> {
      StreamTokenizer tokens = new StreamTokenizer(new StringReader("a = 12.5 // c\n'q'"));
      tokens.slashSlashComments(true);
      StringBuilder said = new StringBuilder();
      while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
        said.append(tokens.ttype).append(':').append(tokens.sval).append(':').append(tokens.nval).append(' ');
      }
      return said;
    });
    lines.add("io.transfer", () -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long count = new ByteArrayInputStream(new byte[] {1, 2, 3}).transferTo(out);
      return count + Arrays.toString(out.toByteArray()) + Arrays.toString(new ByteArrayInputStream(new byte[] {4, 5}).readNBytes(1));
    });
    lines.add("io.tokenizer", () -> Collections.list(new StringTokenizer("a,b;;c", ",;")).toString() + new StringTokenizer(" x y ").countTokens());
    lines.add("nio.buffer", () -> {
      ByteBuffer buffer = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(0x01020304).putLong(-1L).flip();
      return buffer.get() + " " + buffer.remaining() + " " + buffer.order() + " " + buffer.position(1).slice().get(0) + buffer;
    });
    lines.add("nio.bufferUnder", () -> ByteBuffer.allocate(2).getInt());
    lines.add("nio.bufferBig", () -> Arrays.toString(ByteBuffer.allocate(8).putDouble(1.5).array()));
    lines.add("nio.chars", () -> CharBuffer.wrap("hello").subSequence(1, 3).toString() + CharBuffer.wrap("xyz").length());
    lines.add("base64", () -> Base64.getEncoder().encodeToString("any carnal pleas\u00fcr".getBytes(StandardCharsets.UTF_8)) + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {-1, -2, -3, -4}) + new String(Base64.getDecoder().decode("YWI="), StandardCharsets.US_ASCII));
    lines.add("base64.bad", () -> Base64.getDecoder().decode("a*b="));
    lines.add("bits", () -> {
      BitSet bits = new BitSet();
      bits.set(1, 4);
      bits.flip(2);
      bits.set(70);
      return bits + " " + bits.cardinality() + " " + bits.nextClearBit(1) + " " + bits.length() + Arrays.toString(bits.toLongArray());
    });
  }

  private static void charsets(Lines lines) {
    String text = "a\u00e9\u20ac\ud83d\ude00";
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII)) {
      lines.add("charset.encode " + charset, () -> Arrays.toString(text.getBytes(charset)));
      lines.add("charset.round " + charset, () -> new String(text.getBytes(charset), charset));
    }
    lines.add("charset.malformed", () -> new String(new byte[] {'a', (byte) 0xc3, 'b', (byte) 0xe2, (byte) 0x82, (byte) 0xf0, (byte) 0x9f}, StandardCharsets.UTF_8));
    lines.add("charset.overlong", () -> new String(new byte[] {(byte) 0xc0, (byte) 0x80, (byte) 0xed, (byte) 0xa0, (byte) 0x80}, StandardCharsets.UTF_8));
    lines.add("charset.lone", () -> Arrays.toString("x\ud800y".getBytes(StandardCharsets.UTF_8)));
    lines.add("charset.name", () -> Charset.forName("utf-8") + " " + Charset.forName("latin1"));
    lines.add("charset.unknown", () -> Charset.forName("no-such"));
  }

  private static void decimals(Lines lines) {
    BigDecimal third = new BigDecimal("10").divide(new BigDecimal("3"), 20, RoundingMode.HALF_UP);
    lines.add("decimal.divide", () -> third);
    lines.add("decimal.endless", () -> BigDecimal.ONE.divide(new BigDecimal(3)));
    lines.add("decimal.zero", () -> BigDecimal.ONE.divide(BigDecimal.ZERO));
    lines.add("decimal.context", () -> new BigDecimal("123456789.987654321").round(new MathContext(5)));
    for (RoundingMode mode : RoundingMode.values()) {
      if (mode != RoundingMode.UNNECESSARY) {
        lines.add("decimal.round " + mode, () -> Stream.of("5.5", "2.5", "1.1", "-1.1", "-2.5").map(BigDecimal::new).map(each -> each.setScale(0, mode).toString()).collect(Collectors.joining(" ")));
      }
    }
    lines.add("decimal.unnecessary", () -> new BigDecimal("1.5").setScale(0, RoundingMode.UNNECESSARY));
    lines.add("decimal.forms", () -> new BigDecimal("1E+7") + " " + new BigDecimal("1E+7").toPlainString() + " " + new BigDecimal("123.4E+5").toEngineeringString() + " " + new BigDecimal("1200.00").stripTrailingZeros() + " " + new BigDecimal("0.00").stripTrailingZeros());
    lines.add("decimal.equal", () -> new BigDecimal("2.0").equals(new BigDecimal("2.00")) + " " + new BigDecimal("2.0").compareTo(new BigDecimal("2.00")) + " " + new BigDecimal("2.0").hashCode());
    lines.add("decimal.double", () -> new BigDecimal(0.1) + " " + BigDecimal.valueOf(0.1) + " " + new BigDecimal("1e400").doubleValue());
    lines.add("decimal.parts", () -> new BigDecimal("-12.340").precision() + " " + new BigDecimal("-12.340").scale() + " " + new BigDecimal("-12.340").unscaledValue() + " " + new BigDecimal("-12.340").signum() + " " + new BigDecimal("7").remainder(new BigDecimal("2.5")) + " " + new BigDecimal("2.5").pow(3) + " " + new BigDecimal("7").divideToIntegralValue(new BigDecimal("2")));
    lines.add("decimal.exact", () -> new BigDecimal("1.5").intValueExact());
    lines.add("decimal.bad", () -> new BigDecimal("1.2.3"));
    lines.add("integer.modPow", () -> BigInteger.valueOf(7).modPow(BigInteger.valueOf(100), BigInteger.valueOf(13)) + " " + BigInteger.valueOf(3).modInverse(BigInteger.valueOf(11)) + " " + BigInteger.TWO.pow(100).sqrt() + " " + BigInteger.valueOf(-5).mod(BigInteger.valueOf(3)) + " " + BigInteger.valueOf(-5).shiftRight(1) + " " + BigInteger.valueOf(48).gcd(BigInteger.valueOf(18)) + " " + new BigInteger("ff", 16).bitLength());
    lines.add("integer.bytes", () -> Arrays.toString(BigInteger.valueOf(-129).toByteArray()) + new BigInteger(new byte[] {-1, 0}) + new BigInteger(1, new byte[] {-1, 0}));
    lines.add("integer.exact", () -> BigInteger.TWO.pow(64).longValueExact());
  }

  private static void times(Lines lines) {
    LocalDate day = LocalDate.of(2024, 2, 29);
    LocalDateTime moment = LocalDateTime.of(2024, 2, 29, 23, 59, 58, 7_000_000);
    lines.add("time.plus", () -> day.plusYears(1) + " " + day.plusMonths(12) + " " + day.minusDays(60) + " " + day.plusWeeks(1) + " " + moment.plusSeconds(2));
    lines.add("time.with", () -> day.withDayOfMonth(1) + " " + day.getDayOfWeek() + " " + day.getDayOfYear() + " " + day.isLeapYear() + " " + day.lengthOfMonth() + " " + DayOfWeek.MONDAY.plus(8));
    lines.add("time.between", () -> ChronoUnit.DAYS.between(day, LocalDate.of(2025, 1, 1)) + " " + Period.between(day, LocalDate.of(2025, 4, 1)) + " " + Duration.between(moment, moment.plusHours(25)) + " " + day.until(LocalDate.of(2025, 1, 1), ChronoUnit.WEEKS));
    lines.add("time.duration", () -> Duration.ofMillis(-1500) + " " + Duration.parse("PT1H30M2.5S").toMillis() + " " + Duration.ofSeconds(3661).toMinutes() + " " + Duration.ZERO + " " + Duration.ofDays(2));
    lines.add("time.period", () -> Period.parse("P1Y2M3D") + " " + Period.ofWeeks(2) + " " + Period.of(1, 14, 0).normalized());
    lines.add("time.parse", () -> LocalDate.parse("2024-12-31") + " " + LocalTime.parse("07:08:09.5") + " " + LocalDateTime.parse("2024-01-02T03:04") + " " + Instant.parse("2024-01-02T03:04:05Z").toEpochMilli());
    lines.add("time.parseBad", () -> LocalDate.parse("2024-13-01").getYear());
    lines.add("time.of", () -> LocalDate.of(2023, 2, 29));
    lines.add("time.format", () -> moment.format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS")) + " " + moment.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + " " + day.format(DateTimeFormatter.BASIC_ISO_DATE) + " " + LocalDate.parse("03.04.2021", DateTimeFormatter.ofPattern("dd.MM.yyyy")));
    lines.add("time.instant", () -> Instant.ofEpochSecond(1_700_000_000, 5) + " " + Instant.EPOCH.plus(1, ChronoUnit.DAYS) + " " + Instant.ofEpochMilli(-1) + " " + Instant.ofEpochSecond(1).isAfter(Instant.EPOCH));
    lines.add("time.offset", () -> moment.atOffset(ZoneOffset.ofHoursMinutes(5, 30)) + " " + ZoneOffset.of("-03:00").getTotalSeconds() + " " + moment.toInstant(ZoneOffset.UTC));
    lines.add("time.zone", () -> ZonedDateTime.of(moment, ZoneId.of("UTC")) + " " + moment.atZone(ZoneOffset.UTC).toEpochSecond() + " " + ZoneId.of("Z"));
    lines.add("time.zoneBerlin", () -> ZonedDateTime.of(2024, 3, 31, 1, 59, 59, 0, ZoneId.of("Europe/Berlin")).plusSeconds(1) + " " + Instant.ofEpochSecond(1_700_000_000).atZone(ZoneId.of("America/New_York")).toLocalDateTime());
    lines.add("time.truncated", () -> moment.truncatedTo(ChronoUnit.HOURS) + " " + LocalTime.MIDNIGHT.minusNanos(1) + " " + LocalTime.of(1, 2).toSecondOfDay() + " " + YearMonth.of(2023, 2).atEndOfMonth());
  }

  private static void streams(Lines lines) {
    List<String> words = List.of("pear", "fig", "apple", "kiwi", "plum");
    lines.add("streams.group", () -> words.stream().collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.joining("+"))));
    lines.add("streams.partition", () -> words.stream().collect(Collectors.partitioningBy(word -> word.length() > 4, Collectors.counting())));
    lines.add("streams.teeing", () -> IntStream.rangeClosed(1, 5).boxed().collect(Collectors.teeing(Collectors.summingInt(x -> x), Collectors.counting(), (sum, count) -> sum + "/" + count)));
    lines.add("streams.flat", () -> words.stream().flatMap(word -> word.chars().mapToObj(c -> (char) c)).distinct().sorted().map(String::valueOf).collect(Collectors.joining()));
    lines.add("streams.while", () -> IntStream.iterate(1, x -> x * 3).takeWhile(x -> x < 100).boxed().toList() + " " + Stream.of(1, 2, 3, 1).dropWhile(x -> x < 3).toList());
    lines.add("streams.reduce", () -> Stream.of(1, 2, 3).reduce(10, Integer::sum) + " " + words.stream().reduce((a, b) -> b + a).orElse("") + " " + IntStream.empty().max());
    lines.add("streams.limits", () -> Stream.iterate(1, x -> x < 50, x -> x * 2).skip(2).limit(3).toList() + " " + Stream.generate(() -> "x").limit(2).toList());
    lines.add("streams.match", () -> words.stream().anyMatch("fig"::equals) + " " + words.stream().allMatch(word -> word.length() > 2) + " " + words.stream().noneMatch(String::isEmpty) + " " + Stream.empty().findFirst());
    lines.add("streams.peek", () -> {
      AtomicInteger seen = new AtomicInteger();
      long count = words.stream().peek(word -> seen.incrementAndGet()).filter(word -> word.length() == 4).count();
      return count + " " + seen;
    });
    lines.add("streams.multi", () -> Stream.of(1, 2).<Integer>mapMulti((x, out) -> { out.accept(x); out.accept(-x); }).toList());
    lines.add("streams.numbers", () -> IntStream.of(3, 1, 2).sorted().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]")) + IntStream.range(0, 4).average().getAsDouble() + IntStream.of(1, 2).asLongStream().sum());
    lines.add("streams.unmodifiable", () -> words.stream().toList().add("x"));
    lines.add("atomic", () -> {
      AtomicLong count = new AtomicLong(5);
      return count.getAndAdd(3) + " " + count.updateAndGet(x -> x * 2) + " " + count.compareAndSet(16, 1) + " " + count.accumulateAndGet(4, Math::max);
    });
  }
}
