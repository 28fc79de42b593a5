package witloom.rt;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;

/**
 * A body that came. At its end it waits for what came after it: one that was cut has no end, but an
 * {@link IOException}.
 *
 * @param <T> what becomes of the trailers
 */
public class HttpBody<T> extends InputStream {
  private final InputStream in;
  private final Function<Optional<Fields>, T> taking;
  private final Function<ErrorCode, IOException> failing;
  private Future<Result<Optional<Fields>, ErrorCode>> after;
  private T trailers;
  private ErrorCode problem;
  private boolean isClosed;

  /**
   * Takes both ends of a body.
   *
   * @param taking makes of the trailers what is kept of them, and closes them
   * @param failing is thrown for a body that was cut
   */
  public HttpBody(
      InputStream in,
      Future<Result<Optional<Fields>, ErrorCode>> after,
      Function<Optional<Fields>, T> taking,
      Function<ErrorCode, IOException> failing) {
    this.in = in;
    this.after = after;
    this.taking = taking;
    this.failing = failing;
  }

  /** What came after the body; waits for it. */
  public synchronized T end() throws IOException {
    if (after != null) {
      Result<Optional<Fields>, ErrorCode> result = after.get();
      after = null;
      if (result instanceof Result.Err<Optional<Fields>, ErrorCode> cut) {
        problem = cut.value();
      } else {
        trailers = taking.apply(((Result.Ok<Optional<Fields>, ErrorCode>) result).value());
      }
    }
    if (problem != null) {
      throw failing.apply(problem);
    }
    return trailers;
  }

  /** Nobody will ask what came after the body. */
  protected final void forget() {
    if (after != null) {
      after.close();
      after = null;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    if (isClosed) {
      throw new IOException("closed");
    }
    int some = in.read(to, from, count);
    if (some < 0) {
      end();
    }
    return some;
  }

  @Override
  public int available() throws IOException {
    return isClosed ? 0 : in.available();
  }

  @Override
  public void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      in.close();
    }
  }
}
