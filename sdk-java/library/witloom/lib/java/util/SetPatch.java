package witloom.lib.java.util;

import java.util.Collection;
import java.util.Set;
import witloom.lib.FixedSet;

/** Makers of {@link Set}, which take no null and nothing twice. */
public final class SetPatch {
  private SetPatch() {}

  public static <E> Set<E> of() {
    return FixedSet.of();
  }

  public static <E> Set<E> of(Object a) {
    return FixedSet.of(new Object[] {a});
  }

  public static <E> Set<E> of(Object a, Object b) {
    return FixedSet.of(a, b);
  }

  public static <E> Set<E> of(Object a, Object b, Object c) {
    return FixedSet.of(a, b, c);
  }

  public static <E> Set<E> of(Object a, Object b, Object c, Object d) {
    return FixedSet.of(a, b, c, d);
  }

  public static <E> Set<E> of(Object a, Object b, Object c, Object d, Object e) {
    return FixedSet.of(a, b, c, d, e);
  }

  public static <E> Set<E> of(Object a, Object b, Object c, Object d, Object e, Object f) {
    return FixedSet.of(a, b, c, d, e, f);
  }

  public static <E> Set<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g) {
    return FixedSet.of(a, b, c, d, e, f, g);
  }

  public static <E> Set<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g, Object h) {
    return FixedSet.of(a, b, c, d, e, f, g, h);
  }

  public static <E> Set<E> of(
      Object a, Object b, Object c, Object d, Object e, Object f, Object g, Object h, Object i) {
    return FixedSet.of(a, b, c, d, e, f, g, h, i);
  }

  public static <E> Set<E> of(
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
    return FixedSet.of(a, b, c, d, e, f, g, h, i, j);
  }

  public static <E> Set<E> of(Object... elements) {
    return FixedSet.of(elements);
  }

  public static <E> Set<E> copyOf(Collection<? extends E> elements) {
    return FixedSet.copyOf(elements);
  }
}
