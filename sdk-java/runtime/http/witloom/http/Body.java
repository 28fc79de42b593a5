package witloom.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import witloom.rt.Future;
import witloom.rt.Result;

/**
 * The body of a request that came. At its end it waits for what came after it: one that was cut has
 * no end.
 */
final class Body extends InputStream {
  private final InputStream in;
  private final Future<Result<Optional<Fields>, ErrorCode>> after;
  private HttpHeaders trailers;
  private ErrorCode problem;

  Body(InputStream in, Future<Result<Optional<Fields>, ErrorCode>> after) {
    this.in = in;
    this.after = after;
  }

  /** What came after the body; waits for it. */
  synchronized HttpHeaders end() throws IOException {
    if (trailers == null && problem == null) {
      Result<Optional<Fields>, ErrorCode> result = after.get();
      if (result instanceof Result.Ok<Optional<Fields>, ErrorCode> ok) {
        trailers = ok.value().map(HttpHeaders::of).orElse(HttpHeaders.NONE);
      } else {
        problem = ((Result.Err<Optional<Fields>, ErrorCode>) result).value();
      }
    }
    if (problem != null) {
      throw new IOException("the request's body was cut: " + problem);
    }
    return trailers;
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    if (one < 0) {
      end();
    }
    return one;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    int some = in.read(to, from, count);
    if (some < 0) {
      end();
    }
    return some;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
