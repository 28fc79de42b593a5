package witloom.rt;

import java.util.NoSuchElementException;

/** The readable end of a stream. */
final class Items<T> extends ItemStream<T> {
  /** Elements that are read at once. */
  private static final int AHEAD = 64;

  private final Payload<T> payload;
  final Readable end;
  private final Object[] ahead;
  private int at;
  private int size;

  Items(Payload<T> payload, Readable end) {
    this.payload = payload;
    this.end = end;
    ahead = new Object[payload.owned ? 1 : AHEAD];
  }

  /** Whether the end is all that there is. */
  boolean isUnread() {
    return at == size && end.isOpen();
  }

  @Override
  public boolean hasNext() {
    if (at < size) {
      return true;
    }
    at = 0;
    size = 0;
    size = end.elements(payload, ahead);
    return size > 0;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the " + payload.name + " has ended");
    }
    T value = (T) ahead[at];
    ahead[at++] = null;
    return value;
  }

  @Override
  public void close() {
    while (at < size) {
      if (ahead[at++] instanceof AutoCloseable && payload.owned) {
        Maps.close((AutoCloseable) ahead[at - 1]);
      }
    }
    end.close();
  }
}
