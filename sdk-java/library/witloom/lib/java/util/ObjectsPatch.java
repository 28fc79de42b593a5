package witloom.lib.java.util;

/** Checks of {@link java.util.Objects}, with the JDK's texts. */
public final class ObjectsPatch {
  private ObjectsPatch() {}

  private static IndexOutOfBoundsException outside(String what, long length) {
    return new IndexOutOfBoundsException(what + " out of bounds for length " + length);
  }

  public static <T> T requireNonNull(T object) {
    if (object == null) {
      throw new NullPointerException();
    }
    return object;
  }

  public static int checkIndex(int index, int length) {
    return (int) checkIndex((long) index, (long) length);
  }

  public static long checkIndex(long index, long length) {
    if (index < 0 || index >= length) {
      throw outside("Index " + index, length);
    }
    return index;
  }

  public static int checkFromToIndex(int from, int to, int length) {
    return (int) checkFromToIndex((long) from, (long) to, (long) length);
  }

  public static long checkFromToIndex(long from, long to, long length) {
    if (from < 0 || from > to || to > length) {
      throw outside("Range [" + from + ", " + to + ")", length);
    }
    return from;
  }

  public static int checkFromIndexSize(int from, int size, int length) {
    return (int) checkFromIndexSize((long) from, (long) size, (long) length);
  }

  public static long checkFromIndexSize(long from, long size, long length) {
    if ((length | from | size) < 0 || size > length - from) {
      throw outside("Range [" + from + ", " + from + " + " + size + ")", length);
    }
    return from;
  }
}
