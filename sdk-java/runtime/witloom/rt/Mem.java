package witloom.rt;

import org.teavm.interop.Address;
import org.teavm.interop.Import;

/**
 * Access to linear memory.
 *
 * <p>Single values go through {@link Address}, which compiles to one instruction. Arrays go through
 * copies that the link pass writes for the array's type. The caller sees to it that the array is
 * long enough.
 */
public final class Mem {
  private Mem() {}

  public static byte getS8(int address) {
    return Address.fromInt(address).getByte();
  }

  public static int getU8(int address) {
    return Address.fromInt(address).getByte() & 0xff;
  }

  public static short getS16(int address) {
    return Address.fromInt(address).getShort();
  }

  public static int getU16(int address) {
    return Address.fromInt(address).getShort() & 0xffff;
  }

  public static int getS32(int address) {
    return Address.fromInt(address).getInt();
  }

  public static long getU32(int address) {
    return Address.fromInt(address).getInt() & 0xffffffffL;
  }

  public static long getS64(int address) {
    return Address.fromInt(address).getLong();
  }

  public static float getF32(int address) {
    return Address.fromInt(address).getFloat();
  }

  public static double getF64(int address) {
    return Address.fromInt(address).getDouble();
  }

  public static void put8(int address, int value) {
    Address.fromInt(address).putByte((byte) value);
  }

  public static void put16(int address, int value) {
    Address.fromInt(address).putShort((short) value);
  }

  public static void put32(int address, int value) {
    Address.fromInt(address).putInt(value);
  }

  public static void put64(int address, long value) {
    Address.fromInt(address).putLong(value);
  }

  public static void putF32(int address, float value) {
    Address.fromInt(address).putFloat(value);
  }

  public static void putF64(int address, double value) {
    Address.fromInt(address).putDouble(value);
  }

  static void copy(int from, int to, int bytes) {
    Address.moveMemoryBlock(Address.fromInt(from), Address.fromInt(to), bytes);
  }

  @Import(module = "witloom:link", name = "load-u8")
  static native void load8(int address, byte[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-u8")
  static native void loadBool(int address, boolean[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-s16")
  static native void loadS16(int address, short[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-u16")
  static native void loadU16(int address, int[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-s32")
  static native void loadS32(int address, int[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-u32")
  static native void loadU32(int address, long[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-64")
  static native void load64(int address, long[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-f32")
  static native void loadF32(int address, float[] to, int from, int count);

  @Import(module = "witloom:link", name = "load-f64")
  static native void loadF64(int address, double[] to, int from, int count);

  @Import(module = "witloom:link", name = "store-8")
  static native void store8(int address, byte[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-8")
  static native void storeBool(int address, boolean[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-16")
  static native void storeS16(int address, short[] values, int from, int count);

  /** Answers all elements joined by <i>or</i>. */
  @Import(module = "witloom:link", name = "store-16")
  static native long storeU16(int address, int[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-32")
  static native void storeS32(int address, int[] values, int from, int count);

  /** Answers all elements joined by <i>or</i>. */
  @Import(module = "witloom:link", name = "store-32")
  static native long storeU32(int address, long[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-64")
  static native void store64(int address, long[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-f32")
  static native void storeF32(int address, float[] values, int from, int count);

  @Import(module = "witloom:link", name = "store-f64")
  static native void storeF64(int address, double[] values, int from, int count);

  /** Answers the number of chars written from {@code to[from]} on. */
  @Import(module = "witloom:link", name = "utf8-decode")
  static native int decode(int address, int bytes, char[] to, int from);

  /** Answers the number of bytes written; three per char must be free. */
  @Import(module = "witloom:link", name = "utf8-encode")
  static native int encode(String text, int address);
}
