package witloom.lib;

/** Exceptions for indices, with the JDK's texts. */
public final class Bounds {
  private static int lastIndex;
  private static int lastLength = -1;

  private Bounds() {}

  /** Notes what {@link #outside} is about; generated code alone calls it. */
  public static void note(int index, int length) {
    lastIndex = index;
    lastLength = length;
  }

  /** The exception for an index that was noted, or for one that nobody has noted. */
  public static ArrayIndexOutOfBoundsException outside() {
    int index = lastIndex;
    int length = lastLength;
    lastLength = -1;
    return length < 0
        ? new ArrayIndexOutOfBoundsException()
        : new ArrayIndexOutOfBoundsException(text(index, length));
  }

  /** Throws unless an index is one of a list's. */
  public static void check(int index, int length) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(text(index, length));
    }
  }

  /** Throws unless something can be put at an index of a list. */
  public static void checkToAdd(int index, int size) {
    if (index < 0 || index > size) {
      throw new IndexOutOfBoundsException("Index: " + index + ", Size: " + size);
    }
  }

  private static String text(int index, int length) {
    return "Index " + index + " out of bounds for length " + length;
  }
}
