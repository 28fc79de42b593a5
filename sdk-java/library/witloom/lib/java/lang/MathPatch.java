package witloom.lib.java.lang;

/** Instead of methods of {@link Math}, by its documentation. */
public final class MathPatch {
  private MathPatch() {}

  public static double rint(double x) {
    double big = 4503599627370496.0;
    if (!(Math.abs(x) < big)) {
      return x;
    }
    // Adding what leaves no room for a fraction rounds to the nearest even number.
    double size = Math.abs(x) + big - big;
    return Math.copySign(size, x);
  }

  public static long round(double x) {
    double low = Math.floor(x);
    return (long) (x - low >= 0.5 ? low + 1 : low);
  }

  public static int round(float x) {
    double low = Math.floor(x);
    return (int) (x - low >= 0.5 ? low + 1 : low);
  }

  public static double ulp(double x) {
    int exponent = (int) (Double.doubleToRawLongBits(x) >>> 52) & 0x7ff;
    if (exponent == 0x7ff) {
      return Math.abs(x);
    }
    return exponent > 52
        ? Double.longBitsToDouble((long) (exponent - 52) << 52)
        : Double.longBitsToDouble(1L << Math.max(exponent - 1, 0));
  }

  public static float ulp(float x) {
    int exponent = Float.floatToRawIntBits(x) >>> 23 & 0xff;
    if (exponent == 0xff) {
      return Math.abs(x);
    }
    return exponent > 23
        ? Float.intBitsToFloat(exponent - 23 << 23)
        : Float.intBitsToFloat(1 << Math.max(exponent - 1, 0));
  }

  public static double toRadians(double degrees) {
    return degrees * 0.017453292519943295;
  }

  public static double toDegrees(double radians) {
    return radians * 57.29577951308232;
  }

  private static ArithmeticException overflow(String type) {
    return new ArithmeticException(type + " overflow");
  }

  public static int addExact(int a, int b) {
    int sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw overflow("integer");
    }
    return sum;
  }

  public static long addExact(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw overflow("long");
    }
    return sum;
  }

  public static int subtractExact(int a, int b) {
    int difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      throw overflow("integer");
    }
    return difference;
  }

  public static long subtractExact(long a, long b) {
    long difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      throw overflow("long");
    }
    return difference;
  }

  public static int multiplyExact(int a, int b) {
    long product = (long) a * b;
    if ((int) product != product) {
      throw overflow("integer");
    }
    return (int) product;
  }

  public static long multiplyExact(long a, int b) {
    return multiplyExact(a, (long) b);
  }

  public static long multiplyExact(long a, long b) {
    long product = a * b;
    boolean large = (Math.abs(a) | Math.abs(b)) >>> 31 != 0;
    if (large && (b != 0 && product / b != a || a == Long.MIN_VALUE && b == -1)) {
      throw overflow("long");
    }
    return product;
  }

  public static int incrementExact(int a) {
    if (a == Integer.MAX_VALUE) {
      throw overflow("integer");
    }
    return a + 1;
  }

  public static long incrementExact(long a) {
    if (a == Long.MAX_VALUE) {
      throw overflow("long");
    }
    return a + 1;
  }

  public static int decrementExact(int a) {
    if (a == Integer.MIN_VALUE) {
      throw overflow("integer");
    }
    return a - 1;
  }

  public static long decrementExact(long a) {
    if (a == Long.MIN_VALUE) {
      throw overflow("long");
    }
    return a - 1;
  }

  public static int negateExact(int a) {
    if (a == Integer.MIN_VALUE) {
      throw overflow("integer");
    }
    return -a;
  }

  public static long negateExact(long a) {
    if (a == Long.MIN_VALUE) {
      throw overflow("long");
    }
    return -a;
  }

  public static int toIntExact(long a) {
    if ((int) a != a) {
      throw overflow("integer");
    }
    return (int) a;
  }
}
