package org.teavm.classlib.java.lang;

import org.teavm.runtime.reflect.ClassInfo;

/** Looks at what is stored in arrays, which TeaVM doesn't. */
public final class TStores {
  private TStores() {}

  /** Throws unless an array can hold a value; that it has such an index, the store itself looks at. */
  public static void check(Object[] array, int index, Object value) {
    if (array == null || value == null) {
      return;
    }
    ClassInfo type = TObject.getObjectClassInfo(value);
    if (!TObject.getObjectClassInfo(array).itemType().isSuperTypeOf(type)
        && index >= 0
        && index < array.length) {
      throw new TArrayStoreException(type);
    }
  }

  /** Copies as Java does: where an element doesn't fit, what stands before it is copied. TeaVM refuses null there. */
  public static void copy(Object source, int from, Object target, int to, int length) {
    if (source != target && source instanceof Object[] some && target instanceof Object[] others) {
      ClassInfo element = TObject.getObjectClassInfo(target).itemType();
      boolean fits = element.isSuperTypeOf(TObject.getObjectClassInfo(source).itemType());
      boolean isOutside = from < 0 || to < 0 || length > some.length - from;
      if (!fits && !isOutside && length <= others.length - to) {
        copyEach(some, from, others, to, length);
        return;
      }
    }
    System.arraycopy(source, from, target, to, length);
  }

  private static void copyEach(Object[] source, int from, Object[] target, int to, int length) {
    ClassInfo element = TObject.getObjectClassInfo(target).itemType();
    for (int i = 0; i < length; i++) {
      Object value = source[from + i];
      if (value != null && !element.isSuperTypeOf(TObject.getObjectClassInfo(value))) {
        throw new TArrayStoreException(TObject.getObjectClassInfo(source).itemType(), element);
      }
      target[to + i] = value;
    }
  }
}
