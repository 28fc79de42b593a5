package witloom.rt;

/**
 * Turns what lies in memory into Java values.
 *
 * <p>Blocks of strings and lists are given back; {@code fixed} reads elements that lie inside of
 * something else.
 */
public final class Lift {
  /** Strings up to this length go through one array that is kept. */
  private static final int KEPT = 4096;

  private static char[] kept;

  private Lift() {}

  public static String string(int address, int bytes) {
    String text = fixedString(address, bytes);
    Arena.release(address, bytes);
    return text;
  }

  static String fixedString(int address, int bytes) {
    if (bytes == 0) {
      return "";
    }
    char[] chars;
    if (bytes <= KEPT) {
      if (kept == null) {
        kept = new char[KEPT];
      }
      chars = kept;
    } else {
      chars = new char[bytes];
    }
    return new String(chars, 0, Mem.decode(address, bytes, chars, 0));
  }

  public static boolean[] listBool(int address, int count) {
    boolean[] values = fixedBool(address, count);
    Arena.release(address, count);
    return values;
  }

  public static boolean[] fixedBool(int address, int count) {
    boolean[] values = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = Mem.getU8(address + i) != 0;
    }
    return values;
  }

  public static byte[] list8(int address, int count) {
    if (count < 0) {
      // There is less memory behind it: see Lower.list8.
      throw new OutOfMemoryError("a list of 2^31 bytes or more");
    }
    byte[] values = fixed8(address, count);
    Arena.release(address, count);
    return values;
  }

  public static byte[] fixed8(int address, int count) {
    byte[] values = new byte[count];
    Mem.load8(address, values, 0, count);
    return values;
  }

  public static short[] listS16(int address, int count) {
    short[] values = fixedS16(address, count);
    Arena.release(address, 2 * count);
    return values;
  }

  public static short[] fixedS16(int address, int count) {
    short[] values = new short[count];
    Mem.loadS16(address, values, 0, count);
    return values;
  }

  public static int[] listU16(int address, int count) {
    int[] values = fixedU16(address, count);
    Arena.release(address, 2 * count);
    return values;
  }

  public static int[] fixedU16(int address, int count) {
    int[] values = new int[count];
    Mem.loadU16(address, values, 0, count);
    return values;
  }

  public static int[] listS32(int address, int count) {
    int[] values = fixedS32(address, count);
    Arena.release(address, 4 * count);
    return values;
  }

  public static int[] fixedS32(int address, int count) {
    int[] values = new int[count];
    Mem.loadS32(address, values, 0, count);
    return values;
  }

  public static long[] listU32(int address, int count) {
    long[] values = fixedU32(address, count);
    Arena.release(address, 4 * count);
    return values;
  }

  public static long[] fixedU32(int address, int count) {
    long[] values = new long[count];
    Mem.loadU32(address, values, 0, count);
    return values;
  }

  public static long[] list64(int address, int count) {
    long[] values = fixed64(address, count);
    Arena.release(address, 8 * count);
    return values;
  }

  public static long[] fixed64(int address, int count) {
    long[] values = new long[count];
    Mem.load64(address, values, 0, count);
    return values;
  }

  public static float[] listF32(int address, int count) {
    float[] values = fixedF32(address, count);
    Arena.release(address, 4 * count);
    return values;
  }

  public static float[] fixedF32(int address, int count) {
    float[] values = new float[count];
    Mem.loadF32(address, values, 0, count);
    return values;
  }

  public static double[] listF64(int address, int count) {
    double[] values = fixedF64(address, count);
    Arena.release(address, 8 * count);
    return values;
  }

  public static double[] fixedF64(int address, int count) {
    double[] values = new double[count];
    Mem.loadF64(address, values, 0, count);
    return values;
  }

  /** A discriminant that no case has: the caller broke the canonical ABI. */
  public static IllegalStateException badCase(String type, int found) {
    return new IllegalStateException("`" + type + "` has no case " + found);
  }
}
