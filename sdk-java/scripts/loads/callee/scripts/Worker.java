package scripts;

import java.io.InputStream;
import wit.matrix.loads.exports.Work;
import witloom.rt.Future;
import witloom.rt.ItemStream;

/** What is called again and again. */
public final class Worker implements Work {
  @Override
  public void nothing() {}

  @Override
  public void plain() {}

  @Override
  public void nap(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public synchronized void never() {
    while (true) {
      try {
        wait();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  @Override
  public long after(Future<Long> number) {
    return number.get();
  }

  @Override
  public InputStream produce(long bytes, long piece) {
    byte[] buffer = new byte[(int) piece];
    return ItemStream.bytes(
        out -> {
          for (long left = bytes; left > 0; left -= piece) {
            out.write(buffer, 0, (int) Math.min(left, piece));
          }
        });
  }
}
