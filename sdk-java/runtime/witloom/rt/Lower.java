package witloom.rt;

import java.util.List;

/**
 * Turns Java values into what the boundary takes, and refuses values that do not fit.
 *
 * <p>Strings and lists answer their address; their length is in {@link #length} until the next one.
 */
public final class Lower {
  /** The length of the last string, in bytes, or of the last list, in elements. */
  public static int length;

  /** Which value is being lowered, for messages. */
  public static String subject;

  private Lower() {}

  /** What an error says: the value, what was expected, what came. */
  private static IllegalArgumentException refuse(String expected, String actual) {
    return new IllegalArgumentException(subject + ": expected " + expected + ", got " + actual);
  }

  /** Refuses null. */
  public static <T> T present(T value, String type) {
    if (value == null) {
      throw refuse(type, "null");
    }
    return value;
  }

  /** A value of a variant that is none of its cases. */
  public static IllegalArgumentException badCase(Object value, String type) {
    return refuse("a case of " + type, value == null ? "null" : value.getClass().getName());
  }

  /** Refuses numbers outside of 0 to 255. */
  public static int u8(int value) {
    if ((value & ~0xff) != 0) {
      throw refuse("u8 (0 to 255)", Integer.toString(value));
    }
    return value;
  }

  /** Refuses numbers outside of 0 to 65535. */
  public static int u16(int value) {
    if ((value & ~0xffff) != 0) {
      throw refuse("u16 (0 to 65535)", Integer.toString(value));
    }
    return value;
  }

  /** Refuses numbers outside of 0 to 4294967295. */
  public static int u32(long value) {
    if ((value & ~0xffffffffL) != 0) {
      throw refuse("u32 (0 to 4294967295)", Long.toString(value));
    }
    return (int) value;
  }

  /** Refuses what is no Unicode scalar value. */
  public static int character(int value) {
    if (value < 0 || value > 0x10ffff || (value & 0xfffff800) == 0xd800) {
      throw refuse("char (a Unicode scalar value)", Integer.toHexString(value));
    }
    return value;
  }

  public static int string(String text) {
    int chars = present(text, "string").length();
    if (chars == 0) {
      length = 0;
      return 1;
    }
    if (chars > 0x15555555) {
      throw refuse("a string that fits into memory", chars + " chars");
    }
    int address = Arena.take(3 * chars, 1);
    int bytes = Mem.encode(text, address);
    Arena.shrink(address, bytes);
    length = bytes;
    return address;
  }

  /** A block for so many elements; {@link #length} is set. */
  public static int block(int count, int stride, int align) {
    if ((long) count * stride > 0x7fffffffL) {
      throw refuse("a list that fits into memory", count + " elements");
    }
    length = count;
    return count == 0 ? align : Arena.take(count * stride, align);
  }

  /** A block for the elements of a list. */
  public static int block(List<?> values, int stride, int align) {
    return block(present(values, "list").size(), stride, align);
  }

  public static int listBool(boolean[] values) {
    int address = block(present(values, "list<bool>").length, 1, 1);
    Mem.storeBool(address, values, 0, values.length);
    return address;
  }

  public static int listChar(int[] values) {
    for (int value : present(values, "list<char>")) {
      character(value);
    }
    return listS32(values);
  }

  public static int list8(byte[] values) {
    // An even address: lists of bytes may cross as strings of latin1+utf16, aligned to two.
    int address = block(present(values, "list of bytes").length, 1, 2);
    Mem.store8(address, values, 0, values.length);
    return address;
  }

  public static int listS16(short[] values) {
    int address = block(present(values, "list<s16>").length, 2, 2);
    Mem.storeS16(address, values, 0, values.length);
    return address;
  }

  public static int listU16(int[] values) {
    int address = block(present(values, "list<u16>").length, 2, 2);
    if ((Mem.storeU16(address, values, 0, values.length) & ~0xffffL) != 0) {
      for (int value : values) {
        u16(value);
      }
    }
    return address;
  }

  public static int listS32(int[] values) {
    int address = block(present(values, "list<s32>").length, 4, 4);
    Mem.storeS32(address, values, 0, values.length);
    return address;
  }

  public static int listU32(long[] values) {
    int address = block(present(values, "list<u32>").length, 4, 4);
    if ((Mem.storeU32(address, values, 0, values.length) & ~0xffffffffL) != 0) {
      for (long value : values) {
        u32(value);
      }
    }
    return address;
  }

  public static int list64(long[] values) {
    int address = block(present(values, "list of 64-bit integers").length, 8, 8);
    Mem.store64(address, values, 0, values.length);
    return address;
  }

  public static int listF32(float[] values) {
    int address = block(present(values, "list<f32>").length, 4, 4);
    Mem.storeF32(address, values, 0, values.length);
    return address;
  }

  public static int listF64(double[] values) {
    int address = block(present(values, "list<f64>").length, 8, 8);
    Mem.storeF64(address, values, 0, values.length);
    return address;
  }

  /** Refuses another number of elements than the type has. */
  public static void exactly(int count, int wanted) {
    if (count != wanted) {
      throw refuse("a list of " + wanted + " elements", count + " elements");
    }
  }

  public static void fixedBool(int address, boolean[] values, int count) {
    exactly(present(values, "list of bool").length, count);
    Mem.storeBool(address, values, 0, count);
  }

  public static void fixed8(int address, byte[] values, int count) {
    exactly(present(values, "list of 8-bit integers").length, count);
    Mem.store8(address, values, 0, count);
  }

  public static void fixedS16(int address, short[] values, int count) {
    exactly(present(values, "list of s16").length, count);
    Mem.storeS16(address, values, 0, count);
  }

  public static void fixedU16(int address, int[] values, int count) {
    exactly(present(values, "list of u16").length, count);
    for (int value : values) {
      u16(value);
    }
    Mem.storeU16(address, values, 0, count);
  }

  public static void fixedS32(int address, int[] values, int count) {
    exactly(present(values, "list of s32").length, count);
    Mem.storeS32(address, values, 0, count);
  }

  public static void fixedU32(int address, long[] values, int count) {
    exactly(present(values, "list of u32").length, count);
    for (long value : values) {
      u32(value);
    }
    Mem.storeU32(address, values, 0, count);
  }

  public static void fixed64(int address, long[] values, int count) {
    exactly(present(values, "list of 64-bit integers").length, count);
    Mem.store64(address, values, 0, count);
  }

  public static void fixedF32(int address, float[] values, int count) {
    exactly(present(values, "list of f32").length, count);
    Mem.storeF32(address, values, 0, count);
  }

  public static void fixedF64(int address, double[] values, int count) {
    exactly(present(values, "list of f64").length, count);
    Mem.storeF64(address, values, 0, count);
  }

  public static void fixedChar(int address, int[] values, int count) {
    exactly(present(values, "list of char").length, count);
    for (int value : values) {
      character(value);
    }
    Mem.storeS32(address, values, 0, count);
  }
}
