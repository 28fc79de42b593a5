package witloom.lib.java.lang;

import witloom.lib.OfObject;

/** Methods of {@link Class} that TeaVM answers otherwise. */
public final class ClassPatch {
  private ClassPatch() {}

  /** Assertions are off, as they are where nobody asks for them. */
  @OfObject
  public static boolean desiredAssertionStatus(Class<?> self) {
    return false;
  }

  @OfObject
  public static Object cast(Class<?> self, Object value) {
    if (value != null && !self.isInstance(value)) {
      throw new ClassCastException(
          "Cannot cast " + value.getClass().getName() + " to " + self.getName());
    }
    return value;
  }
}
