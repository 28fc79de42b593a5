package org.teavm.classlib.java.util;

import java.util.function.Consumer;
import witloom.lib.OfObject;

/** A walk over an array list that notices changes and ends, as the JDK's. */
public final class TArrayListPatch {
  private TArrayListPatch() {}

  @OfObject
  public static <E> void forEach(TArrayList<E> self, Consumer<? super E> action) {
    int changes = self.modCount;
    int size = self.size();
    for (int i = 0; i < size && changes == self.modCount; i++) {
      action.accept(self.get(i));
    }
    if (changes != self.modCount) {
      throw new TConcurrentModificationException();
    }
  }
}
