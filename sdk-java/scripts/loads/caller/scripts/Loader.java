package scripts;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import wit.matrix.loads.exports.Load;
import wit.matrix.loads.imports.Work;
import witloom.rt.Future;

/** Calls the other side again and again. */
public final class Loader implements Load {
  @Override
  public void calls(long count) {
    for (long i = 0; i < count; i++) {
      Work.nothing();
    }
  }

  @Override
  public void plainCalls(long count) {
    for (long i = 0; i < count; i++) {
      Work.plain();
    }
  }

  @Override
  public long crowd(long count) {
    List<Future<Long>> naps = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long ms = i % 8;
      naps.add(
          Future.async(
              () -> {
                Work.nap(ms);
                return ms;
              }));
    }
    naps.forEach(Future::get);
    return naps.size();
  }

  @Override
  public void hang() {
    Work.never();
  }

  @Override
  public long embrace() {
    BlockingQueue<Long> number = new ArrayBlockingQueue<>(1);
    long got = Work.after(Future.async(number::take));
    number.add(1L);
    return got;
  }

  @Override
  public long pull(long bytes, long piece) {
    try (InputStream body = Work.produce(bytes, piece)) {
      byte[] buffer = new byte[(int) piece];
      long total = 0;
      for (int count; (count = body.read(buffer)) >= 0; ) {
        total += count;
      }
      return total;
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
