package scripts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import wit.wasi.http.exports.Handler;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.Request;
import wit.wasi.http.imports.Types.Response;
import witloom.rt.Future;
import witloom.rt.ItemStream;
import witloom.rt.Result;

/** Answers requests with bodies that come bit by bit. */
public final class Server implements Handler {
  @Override
  public Response handle(Request request) throws ErrorCodeException {
    switch (request.getPathWithQuery().orElse("")) {
      case "/lines":
        return lines(3);
      case "/upper":
        var came = Request.consumeBody(request, Future.of(Result.ok(null)));
        return answer(new Upper(came.f0()), came.f1());
      default:
        throw new ErrorCodeException(new ErrorCode.LoopDetected());
    }
  }

  private static Response answer(
      InputStream body, Future<Result<Optional<Fields>, ErrorCode>> trailers) {
    var made = Response.new_(new Fields(), Optional.of(body), trailers);
    made.f1().close();
    return made.f0();
  }

  /** Lines, one after another; the trailers come when all are written. */
  private static Response lines(int count) {
    BlockingQueue<Result<Optional<Fields>, ErrorCode>> trailers = new ArrayBlockingQueue<>(1);
    InputStream body =
        ItemStream.bytes(
            out -> {
              for (int i = 0; i < count; i++) {
                pause();
                out.write(("line " + i + "\n").getBytes());
              }
              trailers.add(Result.ok(Optional.empty()));
            });
    return answer(body, Future.async(trailers::take));
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** What is read, in upper case. */
  private static final class Upper extends FilterInputStream {
    Upper(InputStream from) {
      super(from);
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
      int got = super.read(to, from, count);
      for (int i = from; i < from + got; i++) {
        to[i] = (byte) Character.toUpperCase((char) to[i]);
      }
      return got;
    }
  }
}
