package witloom.lib;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A list that never changes and holds no null. */
public final class FixedList<E> extends AbstractList<E> implements RandomAccess {
  private final Object[] elements;

  private FixedList(Object[] elements) {
    this.elements = elements;
  }

  /** Takes the array for its own. */
  public static <E> List<E> of(Object... elements) {
    for (Object element : elements) {
      Objects.requireNonNull(element);
    }
    return new FixedList<>(elements);
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  @SuppressWarnings("unchecked")
  public E get(int index) {
    if (elements.length == 1 || elements.length == 2) {
      if (index < 0 || index >= elements.length) {
        throw new IndexOutOfBoundsException("Index: " + index + " Size: " + elements.length);
      }
    } else if (index < 0 || index >= elements.length) {
      throw new ArrayIndexOutOfBoundsException(
          "Index " + index + " out of bounds for length " + elements.length);
    }
    return (E) elements[index];
  }

  @Override
  public boolean contains(Object element) {
    return indexOf(element) >= 0;
  }

  @Override
  public int indexOf(Object element) {
    Objects.requireNonNull(element);
    for (int i = 0; i < elements.length; i++) {
      if (element.equals(elements[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int lastIndexOf(Object element) {
    Objects.requireNonNull(element);
    for (int i = elements.length - 1; i >= 0; i--) {
      if (element.equals(elements[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Object[] toArray() {
    return elements.clone();
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
  public boolean addAll(int index, Collection<? extends E> more) {
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

  @Override
  public void replaceAll(UnaryOperator<E> operator) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sort(Comparator<? super E> order) {
    throw new UnsupportedOperationException();
  }
}
