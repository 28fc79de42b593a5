package org.teavm.classlib.java.util;

import org.teavm.classlib.java.io.TSerializable;
import org.teavm.classlib.java.lang.TComparable;
import org.teavm.classlib.java.lang.TObject;
import witloom.lib.Entropy;

/** 128 bits as RFC 4122 lays them out. */
public final class TUUID extends TObject implements TSerializable, TComparable<TUUID> {
  private static final int[] DIGITS = {8, 4, 4, 4, 12};

  private final long most;
  private final long least;

  public TUUID(long most, long least) {
    this.most = most;
    this.least = least;
  }

  public static TUUID randomUUID() {
    long most = Entropy.bits() & ~0xf000L | 0x4000L;
    long least = Entropy.bits() & ~(3L << 62) | 1L << 63;
    return new TUUID(most, least);
  }

  public static TUUID fromString(String text) {
    long[] parts = new long[DIGITS.length];
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      int end = i == parts.length - 1 ? text.length() : text.indexOf('-', start);
      if (end <= start || text.length() > 36) {
        throw new IllegalArgumentException(
            text.length() > 36 ? "UUID string too large" : "Invalid UUID string: " + text);
      }
      parts[i] = Long.parseLong(text.substring(start, end), 16) & (1L << 4 * DIGITS[i]) - 1;
      start = end + 1;
    }
    return new TUUID(
        parts[0] << 32 | parts[1] << 16 | parts[2], parts[3] << 48 | parts[4]);
  }

  public long getMostSignificantBits() {
    return most;
  }

  public long getLeastSignificantBits() {
    return least;
  }

  public int version() {
    return (int) (most >> 12) & 15;
  }

  public int variant() {
    int top = (int) (least >>> 61);
    if (top < 4) {
      return 0;
    }
    return top < 6 ? 2 : top;
  }

  private void needTime() {
    if (version() != 1) {
      throw new UnsupportedOperationException("Not a time-based UUID");
    }
  }

  public long timestamp() {
    needTime();
    return (most & 0xfffL) << 48 | (most >> 16 & 0xffffL) << 32 | most >>> 32;
  }

  public int clockSequence() {
    needTime();
    return (int) (least >>> 48 & 0x3fff);
  }

  public long node() {
    needTime();
    return least & 0xffffffffffffL;
  }

  @Override
  public String toString() {
    return digits(most >>> 32, 8) + "-" + digits(most >>> 16, 4) + "-" + digits(most, 4) + "-"
        + digits(least >>> 48, 4) + "-" + digits(least, 12);
  }

  private static String digits(long value, int count) {
    char[] text = new char[count];
    for (int i = 0; i < count; i++) {
      text[i] = "0123456789abcdef".charAt((int) (value >>> 4 * (count - 1 - i)) & 15);
    }
    return new String(text);
  }

  @Override
  public int hashCode() {
    long both = most ^ least;
    return (int) (both >> 32) ^ (int) both;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TUUID && ((TUUID) other).most == most && ((TUUID) other).least == least;
  }

  @Override
  public int compareTo(TUUID other) {
    return most != other.most ? Long.compare(most, other.most) : Long.compare(least, other.least);
  }
}
