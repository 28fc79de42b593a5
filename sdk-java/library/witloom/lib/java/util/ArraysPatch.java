package witloom.lib.java.util;

import java.lang.reflect.Array;
import java.util.Objects;

/** Methods of {@link java.util.Arrays} that TeaVM lacks. */
public final class ArraysPatch {
  private ArraysPatch() {}

  public static int compare(int[] a, int[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return Integer.compare(a[i], b[i]);
      }
    }
    return a.length - b.length;
  }

  public static int compare(long[] a, long[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return Long.compare(a[i], b[i]);
      }
    }
    return a.length - b.length;
  }

  public static int compare(byte[] a, byte[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return a[i] - b[i];
      }
    }
    return a.length - b.length;
  }

  public static <T, U> T[] copyOf(U[] original, int length, Class<? extends T[]> type) {
    return copy(original, 0, Math.min(original.length, length), length, type);
  }

  public static <T, U> T[] copyOfRange(U[] original, int from, int to, Class<? extends T[]> type) {
    if (from > to) {
      throw new IllegalArgumentException(from + " > " + to);
    }
    if (from < 0 || from > original.length) {
      throw new ArrayIndexOutOfBoundsException("Array index out of range: " + from);
    }
    return copy(original, from, Math.min(original.length, to), to - from, type);
  }

  @SuppressWarnings("unchecked")
  private static <T, U> T[] copy(U[] original, int from, int to, int length, Class<?> type) {
    T[] copy = (T[]) Array.newInstance(Objects.requireNonNull(type).getComponentType(), length);
    for (int i = from; i < to; i++) {
      copy[i - from] = (T) original[i];
    }
    return copy;
  }
}
