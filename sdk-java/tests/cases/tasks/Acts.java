package app;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import wit.test.tasks.imports.Host;
import witloom.rt.ItemStream;

/** What waits, and where nothing can. */
public final class Acts implements wit.test.tasks.exports.Acts {
  @Override
  public void nothing() {}

  @Override
  public String through(String text, long ms) {
    List<String> parts = Host.spread(text, "-", 7, ms);
    return Host.echo(text, ms) + "," + String.join(",", parts);
  }

  @Override
  public long threads(long count) throws InterruptedException {
    long[] right = {0};
    List<Thread> threads = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String text = "text " + i;
      long ms = i % 7;
      Thread thread = new Thread(() -> {
        if (Host.echo(text, ms).equals(text)) {
          right[0]++;
        }
      });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return right[0];
  }

  @Override
  public List<String> monitors() throws InterruptedException {
    return Monitors.broken();
  }

  @Override
  public void misplaced(String how) throws InterruptedException {
    switch (how) {
      case "initialiser" -> System.out.println(Lazy.VALUE);
      case "lowering" -> Host.spread("a", "b", 1, new Slow().iterator().next());
      default -> {
        Lists.take(new Slow());
      }
    }
  }

  /** A list whose elements take a while. */
  private static final class Slow extends java.util.AbstractList<Long> {
    @Override
    public Long get(int index) {
      return (long) Host.echo("x", 1).length();
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public Iterator<Long> iterator() {
      return super.iterator();
    }
  }

  private static final class Lists {
    static void take(List<Long> list) {
      for (long each : list) {
        if (each != 1) {
          throw new IllegalStateException();
        }
      }
    }
  }

  private static final class Lazy {
    static final String VALUE = Host.echo("late", 1);
  }

  @Override
  public void plain(String how) {
    switch (how) {
      case "sleep" -> {
        try {
          Thread.sleep(1);
        } catch (InterruptedException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
      case "start" -> new Thread(() -> System.err.println("the thread ran")).start();
      default -> Host.echo("x", 5);
    }
  }

  @Override
  public long failsLater() {
    new Thread(this::fail, "the late one").start();
    return 5;
  }

  private void fail() {
    Host.echo("x", 5);
    throw new IllegalStateException("boom: late");
  }

  @Override
  public List<String> syncBetween(String text) {
    return List.of(text, text + text);
  }

  @Override
  public long piped(long bytes) {
    InputStream written = ItemStream.bytes(out -> {
      for (long i = 0; i < bytes; i++) {
        out.write((int) i);
      }
    });
    long sum = 0;
    try (written) {
      for (int b; (b = written.read()) >= 0; ) {
        sum += b;
      }
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
    return sum;
  }

  @Override
  public ItemStream<String> texts(long count, long ms) {
    return ItemStream.written(texts -> {
      for (long i = 0; i < count; i++) {
        Thread.sleep(ms);
        texts.put("text " + i);
      }
    });
  }

  @Override
  public String interrupted() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    Thread thread = new Thread(() -> {
      try {
        Host.echo("x", 60_000);
        seen.add("returned");
      } catch (CancellationException cancelled) {
        seen.add("cancelled " + Thread.currentThread().isInterrupted());
      }
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException again) {
        seen.add("interrupted");
      }
    });
    thread.start();
    for (int i = 0; i < 2; i++) {
      Thread.sleep(5);
      thread.interrupt();
    }
    thread.join();
    return String.join(", ", seen);
  }

  private final Object finish = new Object();
  private int races;

  @Override
  public boolean race() throws InterruptedException {
    synchronized (finish) {
      int mine = races;
      finish.wait(5);
      if (races != mine) {
        return false;
      }
      races++;
      finish.notifyAll();
      return true;
    }
  }

  @Override
  public long either(String text) throws EitherException {
    try {
      return Long.parseLong(Host.echo(text, 1));
    } catch (NumberFormatException problem) {
      throw new EitherException(text);
    }
  }
}
