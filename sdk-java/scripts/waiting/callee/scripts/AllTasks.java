package scripts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import wit.matrix.waiting.exports.Tasks;

/** Functions that take a while. */
public final class AllTasks implements Tasks {
  private final Map<String, BlockingQueue<String>> words = new HashMap<>();
  private long givenUp;
  private List<String> seen = new ArrayList<>();

  @Override
  public String now(String name) {
    return name + " now";
  }

  @Override
  public String nap(String name, long ms) throws InterruptedException {
    seen.add(name + " began");
    try {
      Thread.sleep(ms);
    } catch (InterruptedException interrupted) {
      givenUp++;
      throw interrupted;
    }
    seen.add(name + " ended");
    return name + " after " + ms;
  }

  @Override
  public String stubborn(String name, long ms) {
    seen.add(name + " began");
    long over = System.currentTimeMillis() + ms;
    for (long rest; (rest = over - System.currentTimeMillis()) > 0; ) {
      try {
        Thread.sleep(rest);
      } catch (InterruptedException unheeded) {
        // Goes on.
      }
    }
    seen.add(name + " ended");
    return name + " after " + ms;
  }

  /** Does something later, when the call has returned. */
  private static void after(long ms, Runnable action) {
    new Thread(
            () -> {
              try {
                Thread.sleep(ms);
              } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
              }
              action.run();
            })
        .start();
  }

  @Override
  public void remind(String word, long ms) {
    after(ms, () -> seen.add(word));
  }

  @Override
  public void explodeLater(String text, long ms) {
    after(
        ms,
        () -> {
          throw new IllegalStateException("boom: " + text);
        });
  }

  @Override
  public List<String> seen() {
    List<String> all = seen;
    seen = new ArrayList<>();
    return all;
  }

  private BlockingQueue<String> words(String key) {
    return words.computeIfAbsent(key, unused -> new ArrayBlockingQueue<>(8));
  }

  @Override
  public String meet(String key) throws InterruptedException {
    return words(key).take();
  }

  @Override
  public void arrive(String key, String word) throws InterruptedException {
    words(key).put(word);
  }

  @Override
  public long half(long n) throws HalfException, InterruptedException {
    if (n % 2 == 0) {
      return n / 2;
    }
    Thread.sleep(1);
    throw new HalfException(n + " is odd");
  }

  @Override
  public long explode(String text) throws InterruptedException {
    Thread.sleep(1);
    throw new IllegalStateException("boom: " + text);
  }

  @Override
  public long double_(long n) {
    return 2 * n;
  }

  @Override
  public long givenUp() {
    return givenUp;
  }
}
