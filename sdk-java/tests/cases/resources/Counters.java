package app;

import java.util.ArrayList;
import java.util.List;
import wit.test.res.exports.Counters.Counter;

/** Our own resource. */
public final class Counters implements wit.test.res.exports.Counters {
  private static int closed;
  private Counter kept;

  private static final class Impl implements Counter {
    private long value;

    Impl(long value) {
      this.value = value;
    }

    @Override
    public long get() {
      return value;
    }

    @Override
    public void add(long n) {
      value += n;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Override
  public Counter newCounter(long start) {
    return new Impl(start);
  }

  @Override
  public Counter counterSum(Counter a, Counter b) {
    return new Impl(a.get() + b.get());
  }

  @Override
  public long keep(Counter c) {
    kept = c;
    return c.get();
  }

  @Override
  public Counter release() {
    return kept;
  }

  @Override
  public long look(Counter a, Counter b) {
    return a.get() * 100 + b.get();
  }

  @Override
  public List<Counter> make(long n) {
    List<Counter> made = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      made.add(new Impl(i));
    }
    return made;
  }

  @Override
  public long closed() {
    return closed;
  }
}
