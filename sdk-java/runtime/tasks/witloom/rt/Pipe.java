package witloom.rt;

import java.util.NoSuchElementException;

/** A stream that a thread of ours writes. */
final class Pipe<T> extends ItemStream<T> implements ItemStream.Sink<T>, Runnable {
  private final Writer<T> writer;
  private boolean started;
  private boolean wanted;
  private boolean full;
  private boolean over;
  private boolean closed;
  private T element;
  private Throwable problem;

  Pipe(Writer<T> writer) {
    this.writer = writer;
  }

  @Override
  public void run() {
    Throwable thrown = null;
    try {
      writer.write(this);
    } catch (Throwable failure) {
      thrown = failure;
    }
    finish(thrown);
  }

  private synchronized void finish(Throwable thrown) {
    over = true;
    problem = thrown;
    if (thrown != null && closed) {
      // Nobody is left to be told.
      throw new IllegalStateException(
          "the writer of a stream failed after its reader had left", thrown);
    }
    notifyAll();
  }

  @Override
  public synchronized boolean put(T element) {
    pause(() -> wanted || closed);
    if (closed) {
      return false;
    }
    this.element = element;
    full = true;
    wanted = false;
    notifyAll();
    return true;
  }

  @Override
  public synchronized boolean hasNext() {
    if (full) {
      return true;
    }
    if (closed) {
      throw new IllegalStateException("this stream was closed");
    }
    if (!started) {
      started = true;
      new Thread(this, "the writer of a stream").start();
    }
    wanted = true;
    notifyAll();
    pause(() -> full || over);
    if (problem != null) {
      throw new IllegalStateException("the writer of a stream failed", problem);
    }
    return full;
  }

  @Override
  public synchronized T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    T next = element;
    element = null;
    full = false;
    return next;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private interface Condition {
    boolean holds();
  }

  private void pause(Condition condition) {
    Future.pause(this, condition::holds);
  }
}
