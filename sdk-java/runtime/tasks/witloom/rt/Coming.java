package witloom.rt;

/** The readable end of a future. */
final class Coming<T> extends Future<T> {
  private final Payload<T> payload;
  final Readable end;
  private final Object[] value = new Object[1];
  private boolean there;

  Coming(Payload<T> payload, Readable end) {
    this.payload = payload;
    this.end = end;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T get() {
    if (!there) {
      there = end.elements(payload, value) == 1;
      if (!there) {
        throw new IllegalStateException(
            "the writer of a " + payload.name + " is gone without a value");
      }
      end.close();
    }
    return (T) value[0];
  }

  @Override
  public void close() {
    end.close();
  }
}
