package witloom.rt;

/**
 * A {@code result} that is part of another value. As the result of a function it is an exception
 * instead.
 *
 * @param <T> the value of {@code ok}; {@link Void} when it has none
 * @param <E> the value of {@code err}; {@link Void} when it has none
 */
public sealed interface Result<T, E> {
  /** Success. */
  record Ok<T, E>(T value) implements Result<T, E> {}

  /** Failure. */
  record Err<T, E>(E value) implements Result<T, E> {}

  static <T, E> Result<T, E> ok(T value) {
    return new Ok<>(value);
  }

  static <T, E> Result<T, E> err(E value) {
    return new Err<>(value);
  }

  default boolean isOk() {
    return this instanceof Ok;
  }
}
