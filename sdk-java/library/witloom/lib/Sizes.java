package witloom.lib;

/** Looks at sizes of new arrays. */
public final class Sizes {
  private Sizes() {}

  /** The size itself, unless it is none. */
  public static int checked(int size) {
    if (size < 0) {
      throw new NegativeArraySizeException(Integer.toString(size));
    }
    return size;
  }
}
