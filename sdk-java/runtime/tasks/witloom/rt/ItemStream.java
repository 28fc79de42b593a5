package witloom.rt;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Function;

/**
 * A WIT {@code stream}: elements that come one after the other, for which the thread waits.
 *
 * <p>It can be gone through once, best by {@code for}. Close it to have no more of it; its writer
 * then stops.
 *
 * @param <T> the elements
 */
public abstract class ItemStream<T> implements Iterator<T>, Iterable<T>, AutoCloseable {
  /** The elements that are left. */
  @Override
  public final Iterator<T> iterator() {
    return this;
  }

  @Override
  public void close() {}

  /** A stream of these elements. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> ItemStream<T> of(T... elements) {
    return new Iterated<>(Arrays.asList(elements).iterator());
  }

  /**
   * A stream of what something has, or makes on the way: each element is asked for when the reader
   * wants it.
   */
  public static <T> ItemStream<T> of(Iterable<? extends T> elements) {
    return new Iterated<>(elements.iterator());
  }

  /**
   * A stream of what a writer puts into it. The writer gets a thread of its own, once somebody
   * reads.
   */
  public static <T> ItemStream<T> written(Writer<T> writer) {
    return new Pipe<>(writer);
  }

  /**
   * A stream of the bytes that a writer puts into it. The writer gets a thread of its own, once
   * somebody reads, and an {@link java.io.IOException} when it writes after the reader has left.
   */
  public static InputStream bytes(ByteWriter writer) {
    return new Written(writer);
  }

  /** A stream of what a function makes of each element of this one. */
  public final <U> ItemStream<U> map(Function<? super T, ? extends U> function) {
    ItemStream<T> source = this;
    return new ItemStream<U>() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public U next() {
        return function.apply(source.next());
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  /**
   * Writes a stream.
   *
   * @param <T> the elements
   */
  public interface Writer<T> {
    /** Puts all elements; it may wait. */
    void write(Sink<T> sink) throws Exception;
  }

  /** Writes a stream of bytes. */
  public interface ByteWriter {
    /** Writes all bytes; it may wait. */
    void write(OutputStream out) throws Exception;
  }

  /**
   * Where a writer puts its elements.
   *
   * @param <T> the elements
   */
  public interface Sink<T> {
    /**
     * Waits until the element is wanted; false when the reader is gone, and with it the element.
     */
    boolean put(T element);
  }

  private static final class Iterated<T> extends ItemStream<T> {
    private final Iterator<? extends T> elements;

    Iterated(Iterator<? extends T> elements) {
      this.elements = elements;
    }

    @Override
    public boolean hasNext() {
      return elements.hasNext();
    }

    @Override
    public T next() {
      return elements.next();
    }

    /** Whoever made the elements may want to know that no more are wanted. */
    @Override
    public void close() {
      if (elements instanceof AutoCloseable) {
        Maps.close((AutoCloseable) elements);
      }
    }
  }
}
