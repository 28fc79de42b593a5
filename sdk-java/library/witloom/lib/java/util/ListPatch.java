package witloom.lib.java.util;

import java.util.Collection;
import java.util.List;
import witloom.lib.FixedList;

/** Makers of {@link List}, which take no null. */
public final class ListPatch {
  private ListPatch() {}

  public static <E> List<E> of() {
    return FixedList.of();
  }

  public static <E> List<E> of(Object a) {
    return FixedList.of(new Object[] {a});
  }

  public static <E> List<E> of(Object a, Object b) {
    return FixedList.of(a, b);
  }

  public static <E> List<E> of(Object a, Object b, Object c) {
    return FixedList.of(a, b, c);
  }

  public static <E> List<E> of(Object a, Object b, Object c, Object d) {
    return FixedList.of(a, b, c, d);
  }

  public static <E> List<E> of(Object a, Object b, Object c, Object d, Object e) {
    return FixedList.of(a, b, c, d, e);
  }

  public static <E> List<E> of(Object a, Object b, Object c, Object d, Object e, Object f) {
    return FixedList.of(a, b, c, d, e, f);
  }

  public static <E> List<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g) {
    return FixedList.of(a, b, c, d, e, f, g);
  }

  public static <E> List<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g, Object h) {
    return FixedList.of(a, b, c, d, e, f, g, h);
  }

  public static <E> List<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g, Object h, Object i) {
    return FixedList.of(a, b, c, d, e, f, g, h, i);
  }

  public static <E> List<E> of(
      Object a,
      Object b,
      Object c,
      Object d,
      Object e,
      Object f,
      Object g,
      Object h,
      Object i,
      Object j) {
    return FixedList.of(a, b, c, d, e, f, g, h, i, j);
  }

  public static <E> List<E> of(Object... elements) {
    return FixedList.of(elements.clone());
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> copyOf(Collection<? extends E> elements) {
    return elements instanceof FixedList ? (List<E>) elements : FixedList.of(elements.toArray());
  }
}
