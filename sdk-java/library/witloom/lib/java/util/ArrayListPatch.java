package witloom.lib.java.util;

import java.util.ArrayList;
import witloom.lib.Before;
import witloom.lib.Bounds;
import witloom.lib.OfObject;

/** Checks of {@link ArrayList} with the JDK's texts. */
public final class ArrayListPatch {
  private ArrayListPatch() {}

  @OfObject
  public static void checkIndex(ArrayList<?> self, int index) {
    Bounds.check(index, self.size());
  }

  @OfObject
  public static void checkIndexForAdd(ArrayList<?> self, int index) {
    Bounds.checkToAdd(index, self.size());
  }

  @OfObject
  @Before
  public static void construct(ArrayList<?> self, int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("Illegal Capacity: " + capacity);
    }
  }
}
