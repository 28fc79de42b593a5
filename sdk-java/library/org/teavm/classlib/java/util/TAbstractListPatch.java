package org.teavm.classlib.java.util;

import witloom.lib.OfObject;

/** Walks over a list that end, and notice changes, as the JDK's do. */
public final class TAbstractListPatch {
  private TAbstractListPatch() {}

  @OfObject
  public static <E> TIterator<E> iterator(TAbstractList<E> self) {
    return new Walk<>(self);
  }

  private static final class Walk<E> implements TIterator<E> {
    private final TAbstractList<E> list;
    private int next;
    private int last = -1;
    private int changes;

    Walk(TAbstractList<E> list) {
      this.list = list;
      this.changes = list.modCount;
    }

    private void check() {
      if (changes != list.modCount) {
        throw new TConcurrentModificationException();
      }
    }

    @Override
    public boolean hasNext() {
      return next != list.size();
    }

    @Override
    public E next() {
      check();
      if (next >= list.size()) {
        throw new TNoSuchElementException();
      }
      last = next++;
      return list.get(last);
    }

    @Override
    public void remove() {
      if (last < 0) {
        throw new IllegalStateException();
      }
      check();
      list.remove(last);
      next = last;
      last = -1;
      changes = list.modCount;
    }
  }
}
