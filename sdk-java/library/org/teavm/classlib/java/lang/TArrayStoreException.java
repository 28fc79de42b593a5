package org.teavm.classlib.java.lang;

import org.teavm.runtime.reflect.ClassInfo;

/**
 * Of an element that an array can't hold. Its text is made for whoever asks: a method that made it would be one that may
 * wait, to TeaVM, and so would be each that stores something.
 */
public class TArrayStoreException extends TRuntimeException {
  private ClassInfo type;
  private ClassInfo target;

  public TArrayStoreException() {}

  public TArrayStoreException(String message) {
    super(message);
  }

  /** For an element of some class. */
  TArrayStoreException(ClassInfo element) {
    type = element;
  }

  /** For copying from an array of some class into one of another. */
  TArrayStoreException(ClassInfo from, ClassInfo to) {
    type = from;
    target = to;
  }

  @Override
  public String getMessage() {
    if (type == null) {
      return super.getMessage();
    }
    return target == null ? name(type) : "arraycopy: " + mismatch();
  }

  private static String name(ClassInfo type) {
    return ((Class<?>) (Object) type.classObject()).getName();
  }

  private String mismatch() {
    return type.isSuperTypeOf(target)
        ? "element type mismatch: can not cast one of the elements of "
            + name(type)
            + "[] to the type of the destination array, "
            + name(target)
        : "type mismatch: can not copy " + name(type) + "[] into " + name(target) + "[]";
  }
}
