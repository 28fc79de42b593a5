package checks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;

/** java.lang's numbers, java.math, java.util.Random. */
final class Numbers {
  private static final double[] DOUBLES = {
    0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, -0.49999999999999994, 1e300, -1e300,
    4503599627370495.5, 4503599627370496.0, 9007199254740993.0, Double.NaN,
    Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_NORMAL, Double.MAX_VALUE, 1.0, -7.25
  };

  private Numbers() {}

  static void run(Lines lines) {
    for (double x : DOUBLES) {
      lines.add("math.round " + Double.doubleToRawLongBits(x), () -> Math.round(x));
      lines.add("math.roundf " + Double.doubleToRawLongBits(x), () -> Math.round((float) x));
      lines.add("math.rint " + Double.doubleToRawLongBits(x), () -> bits(Math.rint(x)));
      lines.add("math.ulp " + Double.doubleToRawLongBits(x), () -> bits(Math.ulp(x)));
      lines.add("math.ulpf " + Double.doubleToRawLongBits(x), () -> Float.floatToIntBits(Math.ulp((float) x)));
      lines.add("math.floor " + Double.doubleToRawLongBits(x), () -> bits(Math.floor(x)));
      lines.add("math.ceil " + Double.doubleToRawLongBits(x), () -> bits(Math.ceil(x)));
      lines.add("math.signum " + Double.doubleToRawLongBits(x), () -> bits(Math.signum(x)));
      lines.add("math.sqrt " + Double.doubleToRawLongBits(x), () -> bits(Math.sqrt(x)));
      lines.add("math.toInt " + Double.doubleToRawLongBits(x), () -> (int) x + " " + (long) x);
      lines.add("math.max " + Double.doubleToRawLongBits(x), () -> bits(Math.max(x, 0.0)) + bits(Math.min(x, -0.0)));
      lines.add("math.next " + Double.doubleToRawLongBits(x), () -> bits(Math.nextUp(x)) + bits(Math.nextDown(x)));
      lines.add("math.exponent " + Double.doubleToRawLongBits(x), () -> Math.getExponent(x));
    }
    exact(lines);
    random(lines);
    parse(lines);
    big(lines);
    uuid(lines);
  }

  private static String bits(double x) {
    return Long.toHexString(Double.doubleToLongBits(x));
  }

  private static void exact(Lines lines) {
    lines.add("exact.add", () -> Math.addExact(Integer.MAX_VALUE, 1));
    lines.add("exact.addl", () -> Math.addExact(Long.MIN_VALUE, -1L));
    lines.add("exact.sub", () -> Math.subtractExact(Integer.MIN_VALUE, 1));
    lines.add("exact.mul", () -> Math.multiplyExact(65536, 65536));
    lines.add("exact.mull", () -> Math.multiplyExact(Long.MIN_VALUE, -1L));
    lines.add("exact.mull2", () -> Math.multiplyExact(3037000500L, 3037000500L));
    lines.add("exact.mull3", () -> Math.multiplyExact(-3037000499L, 3037000499L));
    lines.add("exact.neg", () -> Math.negateExact(Integer.MIN_VALUE));
    lines.add("exact.inc", () -> Math.incrementExact(Integer.MAX_VALUE));
    lines.add("exact.toInt", () -> Math.toIntExact(1L << 31));
    lines.add("exact.toIntFine", () -> Math.toIntExact(-5L));
    lines.add("exact.floorDiv", () -> Math.floorDiv(-7, 2) + " " + Math.floorMod(-7, 2) + " " + Math.floorMod(7, -2));
    lines.add("exact.floorDiv0", () -> Math.floorDiv(1, 0));
    lines.add("int.divide0", () -> 1 / zero());
    lines.add("int.constantDivide0", () -> { int none = 0; return 5 / none; });
    lines.add("int.constantRemainder0", () -> { int none = 0; return 5 % none; });
    lines.add("long.constantDivide0", () -> { long none = 0; return 5 / none; });
    lines.add("int.remainder0", () -> 1L % zero());
    lines.add("int.minDivide", () -> Integer.MIN_VALUE / (zero() - 1));
    lines.add("math.degrees", () -> bits(Math.toDegrees(1.1)) + bits(Math.toRadians(77.7)));
    lines.add("math.abs", () -> Math.abs(Integer.MIN_VALUE) + " " + Math.abs(-0.0) + " " + Math.abs(Long.MIN_VALUE));
    lines.add("math.hypot", () -> Math.hypot(3, 4));
    lines.add("math.cbrt", () -> Math.cbrt(27));
    lines.add("math.copySign", () -> Math.copySign(3.0, -0.0));
    lines.add("math.scalb", () -> Math.scalb(1.5, 10) + " " + Math.scalb(1.0, -1074));
  }

  private static int zero() {
    return Integer.parseInt("0");
  }

  private static void random(Lines lines) {
    for (long seed : new long[] {0, 42, -1, 123456789012345L}) {
      Random random = new Random(seed);
      lines.add("random.ints " + seed, () -> random.nextInt() + " " + random.nextInt() + " " + random.nextInt());
      lines.add("random.bounds " + seed, () -> random.nextInt(10) + " " + random.nextInt(16) + " " + random.nextInt(1 << 30) + " " + random.nextInt(1431655766));
      lines.add("random.range " + seed, () -> random.nextInt(-5, 7) + " " + random.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE));
      lines.add("random.longs " + seed, () -> random.nextLong() + " " + random.nextLong(1000) + " " + random.nextLong(-5, 1L << 40));
      lines.add("random.booleans " + seed, () -> random.nextBoolean() + " " + random.nextBoolean() + " " + random.nextBoolean());
      lines.add("random.doubles " + seed, () -> random.nextDouble() + " " + random.nextFloat());
      lines.add("random.gaussian " + seed, () -> random.nextGaussian() + " " + random.nextGaussian() + " " + random.nextGaussian());
      lines.add("random.bytes " + seed, () -> {
        byte[] bytes = new byte[7];
        random.nextBytes(bytes);
        return Arrays.toString(bytes);
      });
      lines.add("random.stream " + seed, () -> Arrays.toString(random.ints(5, 0, 100).toArray()));
      lines.add("random.doubleStream " + seed, () -> Arrays.toString(random.doubles(2).toArray()));
      lines.add("random.zero " + seed, () -> random.nextInt(0));
    }
  }

  private static void parse(Lines lines) {
    for (String text : new String[] {"12", "-7", "+3", "", " 1", "2147483648", "x1", "0x10", "1_000", "-", "٣"}) {
      lines.add("parse.int <" + text + ">", () -> Integer.parseInt(text));
      lines.add("parse.long <" + text + ">", () -> Long.parseLong(text));
      lines.add("parse.valueOf <" + text + ">", () -> Integer.valueOf(text));
      lines.add("parse.double <" + text + ">", () -> Double.parseDouble(text));
    }
    for (String text : new String[] {"1e3", "0x1.8p1", "NaN", "-Infinity", "1.", ".5", "1d", "1f", "4.9e-324", "2.2250738585072014E-308", "1e400", "1e-400", "0.1", "123456789.123456789", " 7 ", "1e", "--1"}) {
      lines.add("parse.double <" + text + ">", () -> bits(Double.parseDouble(text)));
      lines.add("parse.float <" + text + ">", () -> Float.floatToIntBits(Float.parseFloat(text)));
    }
    for (double x : new double[] {0.1, 1e7, 1.0E-5, 123456789.125, 1e21, 1e-3, 100, 1.0 / 3, Double.MIN_VALUE, Double.MAX_VALUE, Float.MIN_VALUE, 2e-323}) {
      lines.add("print.double " + Double.doubleToRawLongBits(x), () -> Double.toString(x));
      lines.add("print.float " + Double.doubleToRawLongBits(x), () -> Float.toString((float) x));
    }
    lines.add("print.hex", () -> Integer.toHexString(-1) + Long.toHexString(-2) + Integer.toBinaryString(5) + Integer.toOctalString(8) + Integer.toString(-255, 36));
    lines.add("print.unsigned", () -> Integer.toUnsignedString(-1) + " " + Long.toUnsignedString(-1L) + " " + Integer.parseUnsignedInt("4294967295") + " " + Long.parseUnsignedLong("18446744073709551615"));
    lines.add("print.unsignedDivide", () -> Integer.divideUnsigned(-1, 3) + " " + Long.remainderUnsigned(-1L, 10) + " " + Integer.compareUnsigned(-1, 1));
    lines.add("int.bits", () -> Integer.bitCount(255) + " " + Integer.reverse(1) + " " + Integer.highestOneBit(100) + " " + Integer.numberOfTrailingZeros(8) + " " + Long.numberOfLeadingZeros(1) + " " + Integer.rotateLeft(1, 33) + " " + Integer.reverseBytes(1));
    lines.add("int.decode", () -> Integer.decode("0x10") + " " + Integer.decode("-010") + " " + Integer.decode("#F"));
    lines.add("double.compare", () -> Double.compare(0.0, -0.0) + " " + Double.valueOf(Double.NaN).equals(Double.NaN) + " " + Double.hashCode(1.5));
    lines.add("byte.parse", () -> Byte.parseByte("128"));
    lines.add("short.parse", () -> Short.parseShort("-32769"));
    lines.add("boolean.parse", () -> Boolean.parseBoolean("TRUE") + " " + Boolean.logicalXor(true, false));
  }

  private static void big(Lines lines) {
    BigInteger a = new BigInteger("123456789012345678901234567890");
    lines.add("big.multiply", () -> a.multiply(a));
    lines.add("big.divide", () -> Arrays.toString(a.divideAndRemainder(BigInteger.valueOf(97))));
    lines.add("big.divide0", () -> a.divide(BigInteger.ZERO));
    lines.add("big.modPow", () -> a.modPow(BigInteger.TEN, BigInteger.valueOf(1000007)));
    lines.add("big.radix", () -> a.toString(16) + " " + a.bitLength() + " " + a.negate().hashCode());
    lines.add("big.exact", a::longValueExact);
    lines.add("big.sqrt", a::sqrt);
    BigDecimal d = new BigDecimal("1234.5678");
    lines.add("decimal.scale", () -> d.setScale(2, RoundingMode.HALF_UP) + " " + d.negate().setScale(0, RoundingMode.FLOOR));
    lines.add("decimal.divide", () -> BigDecimal.ONE.divide(new BigDecimal(3), 10, RoundingMode.HALF_EVEN));
    lines.add("decimal.divideEndless", () -> BigDecimal.ONE.divide(new BigDecimal(3)));
    lines.add("decimal.strip", () -> new BigDecimal("1200.00").stripTrailingZeros() + " " + new BigDecimal("1200.00").stripTrailingZeros().toPlainString());
    lines.add("decimal.double", () -> new BigDecimal(0.1));
    lines.add("decimal.equals", () -> new BigDecimal("1.0").equals(new BigDecimal("1.00")) + " " + new BigDecimal("1.0").compareTo(new BigDecimal("1.00")));
  }

  private static void uuid(Lines lines) {
    String text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    lines.add("uuid.parts", () -> {
      UUID id = UUID.fromString(text);
      return id + " " + id.version() + " " + id.variant() + " " + id.timestamp() + " " + id.clockSequence() + " " + id.node() + " " + id.hashCode();
    });
    lines.add("uuid.random", () -> UUID.randomUUID().version() + " " + UUID.randomUUID().variant());
    lines.add("uuid.time", () -> UUID.randomUUID().timestamp());
    lines.add("uuid.short", () -> UUID.fromString("1-2-3-4-5"));
    lines.add("uuid.bad", () -> UUID.fromString("nonsense"));
    lines.add("uuid.compare", () -> new UUID(1, 2).compareTo(new UUID(1, 3)) + " " + new UUID(1, 2).equals(new UUID(1, 2)) + " " + new UUID(-1, 2));
  }
}
