package witloom.lib.java.lang.reflect;

import java.lang.reflect.Array;
import witloom.lib.Before;

/** Checks of {@link Array} that TeaVM lacks. */
public final class ArrayPatch {
  private ArrayPatch() {}

  @Before
  public static void set(Object array, int index, Object value) {
    if (array instanceof Object[]
        && value != null
        && !array.getClass().getComponentType().isInstance(value)) {
      throw new IllegalArgumentException("array element type mismatch");
    }
  }
}
