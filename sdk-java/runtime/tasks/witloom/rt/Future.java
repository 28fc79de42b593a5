package witloom.rt;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A WIT {@code future}: a value that comes later.
 *
 * @param <T> the value
 */
public abstract class Future<T> implements AutoCloseable {
  /** The value, for which the thread waits. It may be asked for again. */
  public abstract T get();

  /** Nobody wants the value any more. */
  @Override
  public void close() {}

  /** A future whose value is there. */
  public static <T> Future<T> of(T value) {
    return new There<>(value);
  }

  /** A future of what a thread of its own computes. */
  public static <T> Future<T> async(Callable<T> computation) {
    Computed<T> future = new Computed<>(computation);
    future.thread.start();
    return future;
  }

  /**
   * Waits for something that another thread will notify of; the caller has the object's monitor.
   */
  static void pause(Object monitor, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        monitor.wait();
      } catch (InterruptedException problem) {
        throw new CancellationException("waiting was cancelled: the thread was interrupted");
      }
    }
  }

  private static final class There<T> extends Future<T> {
    private final T value;

    There(T value) {
      this.value = value;
    }

    @Override
    public T get() {
      return value;
    }
  }

  private static final class Computed<T> extends Future<T> {
    private final Callable<T> computation;
    final Thread thread = new Thread(this::compute, "a future");
    private boolean done;
    private T value;
    private Throwable problem;

    Computed(Callable<T> computation) {
      this.computation = computation;
    }

    private void compute() {
      T computed = null;
      Throwable thrown = null;
      try {
        computed = computation.call();
      } catch (Throwable failure) {
        thrown = failure;
      }
      finish(computed, thrown);
    }

    private synchronized void finish(T computed, Throwable thrown) {
      value = computed;
      problem = thrown;
      done = true;
      notifyAll();
    }

    @Override
    public synchronized T get() {
      pause(this, () -> done);
      if (problem != null) {
        throw new IllegalStateException("the computation of a future failed", problem);
      }
      return value;
    }

    /** Interrupts the computation. */
    @Override
    public void close() {
      if (!done) {
        thread.interrupt();
      }
    }
  }
}
