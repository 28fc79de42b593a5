package scripts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import wit.matrix.waiting.exports.Flows;
import witloom.rt.Future;
import witloom.rt.ItemStream;
import witloom.rt.Result;
import witloom.rt.Tuple2;

/** Functions that pass streams and futures. */
public final class AllFlows implements Flows {
  private long left;

  @Override
  public InputStream bump(InputStream bytes) {
    return new FilterInputStream(bytes) {
      @Override
      public int read(byte[] to, int from, int count) throws IOException {
        int got = super.read(to, from, count);
        for (int i = from; i < from + got; i++) {
          to[i]++;
        }
        return got;
      }
    };
  }

  @Override
  public long total(InputStream bytes) {
    try (bytes) {
      long total = 0;
      byte[] part = new byte[1 << 16];
      for (int count; (count = bytes.read(part)) >= 0; ) {
        for (int i = 0; i < count; i++) {
          total += part[i] & 0xff;
        }
      }
      return total;
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @Override
  public InputStream count(long bytes) {
    byte[] part = new byte[1 << 16];
    for (int i = 0; i < part.length; i++) {
      part[i] = (byte) i;
    }
    return ItemStream.bytes(
        out -> {
          for (long at = 0; at < bytes; at += part.length) {
            out.write(part, 0, (int) Math.min(part.length, bytes - at));
          }
        });
  }

  @Override
  public ItemStream<String> shout(ItemStream<String> texts) {
    return texts.map(text -> text + "!");
  }

  @Override
  public ItemStream<Point> mirror(ItemStream<Point> points) {
    return points.map(point -> new Point(-point.x(), point.name()));
  }

  @Override
  public Token newToken(long number) {
    return new Numbered(number);
  }

  /** A number with a handle. */
  private record Numbered(long number) implements Token {
    @Override
    public long numberLater(long ms) throws InterruptedException {
      Thread.sleep(ms);
      return number;
    }

    @Override
    public void close() {}
  }

  @Override
  public Token tokenLater(long number, long ms) throws InterruptedException {
    Thread.sleep(ms);
    return new Numbered(number);
  }

  @Override
  public ItemStream<Token> odd(ItemStream<Token> tokens) {
    return ItemStream.written(
        odd -> {
          for (Token token : tokens) {
            if (token.number() % 2 == 1) {
              odd.put(token);
            }
          }
        });
  }

  @Override
  public long[] first(ItemStream<Long> numbers, long count) {
    long[] found = new long[(int) count];
    int size = 0;
    try (numbers) {
      while (size < count && numbers.hasNext()) {
        found[size++] = numbers.next();
      }
    }
    return Arrays.copyOf(found, size);
  }

  @Override
  public ItemStream<Long> breakOff(long count) {
    return ItemStream.written(
        numbers -> {
          for (long number = 0; number < count; number++) {
            numbers.put(number);
          }
          throw new IllegalStateException("boom: " + count);
        });
  }

  @Override
  public Tuple2<ItemStream<String>, Future<Result<Void, String>>> lines(long count, boolean fail) {
    BlockingQueue<Result<Void, String>> end = new ArrayBlockingQueue<>(1);
    ItemStream<String> lines =
        ItemStream.written(
            texts -> {
              for (long number = 0; number < count; number++) {
                texts.put("line " + number);
              }
              end.put(fail ? Result.err("no line " + count) : Result.ok(null));
            });
    return new Tuple2<>(lines, Future.async(end::take));
  }

  @Override
  public void ignore(Future<String> word) {
    word.close();
  }

  @Override
  public ItemStream<Token> tokens(long count) {
    return ItemStream.written(
        tokens -> {
          for (long number = 0; number < count && tokens.put(new Numbered(number)); number++) {
            // The reader wants more.
          }
        });
  }

  @Override
  public long collect(ItemStream<Token> tokens) {
    long sum = 0;
    for (Token token : tokens) {
      sum += token.number();
    }
    return sum;
  }

  @Override
  public ItemStream<Long> endless() {
    return ItemStream.written(
        numbers -> {
          for (long number = 0; numbers.put(number); number++) {
            // The reader wants more.
          }
          left++;
        });
  }

  @Override
  public long left() {
    return left;
  }

  @Override
  public Future<String> later(String word, long ms) {
    return Future.async(
        () -> {
          Thread.sleep(ms);
          return word;
        });
  }

  @Override
  public String hear(Future<String> word) {
    return "heard " + word.get();
  }

  @Override
  public Envelope letters() {
    return new Envelope(ItemStream.of("one", "two", "three"), Future.of(3L), Optional.empty());
  }
}
