package witloom.lib;

import java.lang.reflect.Array;

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

  /** The exception for what can't be copied from one array into another. */
  public static ArrayIndexOutOfBoundsException copy(
      Object source, int from, Object target, int to, int length) {
    String what;
    if (from < 0) {
      what = "source index " + from + outOf(source);
    } else if (to < 0) {
      what = "destination index " + to + outOf(target);
    } else if (length < 0) {
      what = "length " + length + " is negative";
    } else if ((long) from + length > Array.getLength(source)) {
      what = "last source index " + (from + length & 0xffffffffL) + outOf(source);
    } else {
      what = "last destination index " + (to + length & 0xffffffffL) + outOf(target);
    }
    return new ArrayIndexOutOfBoundsException("arraycopy: " + what);
  }

  private static String outOf(Object array) {
    Class<?> element = array.getClass().getComponentType();
    String name = element.isPrimitive() ? element.getName() : "object array";
    return " out of bounds for " + name + "[" + Array.getLength(array) + "]";
  }

  private static String text(int index, int length) {
    return "Index " + index + " out of bounds for length " + length;
  }
}
