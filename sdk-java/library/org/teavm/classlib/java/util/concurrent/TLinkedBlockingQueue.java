package org.teavm.classlib.java.util.concurrent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import org.teavm.classlib.java.util.TAbstractQueue;
import org.teavm.classlib.java.util.TCollection;
import org.teavm.classlib.java.util.TIterator;

/**
 * {@code LinkedBlockingQueue}, which TeaVM lacks. Threads change at places that wait only, so that nothing here has a
 * monitor: with one, each call of a collection's methods would be a place that may wait.
 */
public class TLinkedBlockingQueue<E> extends TAbstractQueue<E> implements TBlockingQueue<E> {
  private final ArrayDeque<E> items = new ArrayDeque<>();
  private final ArrayDeque<TArrayBlockingQueue<Object>> waiting = new ArrayDeque<>();
  private final int capacity;

  public TLinkedBlockingQueue() {
    this(Integer.MAX_VALUE);
  }

  public TLinkedBlockingQueue(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException();
    }
    this.capacity = capacity;
  }

  public TLinkedBlockingQueue(Collection<? extends E> some) {
    this();
    for (E each : some) {
      add(each);
    }
  }

  /** Waits for a change until a time, of which 0 is never; false if that has come. */
  private boolean waited(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    if (until != 0 && left <= 0) {
      return false;
    }
    TArrayBlockingQueue<Object> mine = new TArrayBlockingQueue<>(1);
    waiting.add(mine);
    try {
      if (until == 0) {
        mine.take();
      } else {
        mine.poll(left / 1_000_000 + 1, TTimeUnit.MILLISECONDS);
      }
    } finally {
      waiting.remove(mine);
    }
    return true;
  }

  /** Wakes all that wait. */
  private void changed() {
    for (TArrayBlockingQueue<Object> each : waiting) {
      each.offer(this);
    }
  }

  private static long until(long timeout, TTimeUnit unit) {
    long until = System.nanoTime() + unit.toNanos(timeout);
    return until == 0 ? 1 : until;
  }

  @Override
  public boolean offer(E item) {
    Objects.requireNonNull(item);
    if (items.size() >= capacity) {
      return false;
    }
    items.add(item);
    changed();
    return true;
  }

  @Override
  public boolean add(E item) {
    if (!offer(item)) {
      throw new IllegalStateException("Queue full");
    }
    return true;
  }

  private boolean offer(E item, long until) throws InterruptedException {
    while (!offer(item)) {
      if (!waited(until)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void put(E item) throws InterruptedException {
    offer(item, 0);
  }

  @Override
  public boolean offer(E item, long timeout, TTimeUnit unit) throws InterruptedException {
    return offer(item, until(timeout, unit));
  }

  @Override
  public E poll() {
    E item = items.poll();
    if (item != null) {
      changed();
    }
    return item;
  }

  private E poll(long until) throws InterruptedException {
    while (items.isEmpty()) {
      if (!waited(until)) {
        return null;
      }
    }
    return poll();
  }

  @Override
  public E take() throws InterruptedException {
    return poll(0);
  }

  @Override
  public E poll(long timeout, TTimeUnit unit) throws InterruptedException {
    return poll(until(timeout, unit));
  }

  @Override
  public E peek() {
    return items.peek();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public int remainingCapacity() {
    return capacity - items.size();
  }

  @Override
  public int drainTo(TCollection<? super E> to) {
    return drainTo(to, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(TCollection<? super E> to, int most) {
    if ((Object) to == this) {
      throw new IllegalArgumentException();
    }
    int count = 0;
    while (count < most && !items.isEmpty()) {
      to.add(items.poll());
      count++;
    }
    changed();
    return count;
  }

  @Override
  public boolean remove(Object item) {
    boolean was = items.remove(item);
    changed();
    return was;
  }

  @Override
  public boolean contains(Object item) {
    return items.contains(item);
  }

  @Override
  public void clear() {
    items.clear();
    changed();
  }

  /** Walks over what was there when it began. */
  @Override
  public TIterator<E> iterator() {
    Iterator<E> all = new ArrayDeque<>(items).iterator();
    return new TIterator<>() {
      private E last;

      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public E next() {
        last = all.next();
        return last;
      }

      @Override
      public void remove() {
        if (last == null) {
          throw new IllegalStateException();
        }
        TLinkedBlockingQueue.this.remove((Object) last);
        last = null;
      }
    };
  }
}
