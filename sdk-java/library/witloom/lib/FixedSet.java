package witloom.lib;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** A set that never changes and holds no null. */
public final class FixedSet<E> extends AbstractSet<E> {
  private final Set<E> elements;

  private FixedSet(Set<E> elements) {
    this.elements = Collections.unmodifiableSet(elements);
  }

  /** Of elements that are all different. */
  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(Object... elements) {
    for (Object element : elements) {
      Objects.requireNonNull(element);
    }
    Set<E> set = new LinkedHashSet<>();
    for (Object element : elements) {
      if (!set.add((E) element)) {
        throw new IllegalArgumentException("duplicate element: " + element);
      }
    }
    return new FixedSet<>(set);
  }

  /** Of elements some of which may be the same. */
  public static <E> Set<E> copyOf(Collection<? extends E> elements) {
    if (elements instanceof FixedSet) {
      @SuppressWarnings("unchecked")
      Set<E> same = (FixedSet<E>) elements;
      return same;
    }
    Set<E> set = new LinkedHashSet<>();
    for (E element : elements) {
      set.add(Objects.requireNonNull(element));
    }
    return new FixedSet<>(set);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public Iterator<E> iterator() {
    return elements.iterator();
  }

  @Override
  public boolean contains(Object element) {
    return elements.contains(Objects.requireNonNull(element));
  }

  @Override
  public boolean add(E element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addAll(Collection<? extends E> more) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean remove(Object element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeAll(Collection<?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean retainAll(Collection<?> others) {
    throw new UnsupportedOperationException();
  }
}
