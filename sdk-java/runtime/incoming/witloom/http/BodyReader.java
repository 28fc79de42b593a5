package witloom.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import wit.wasi.http.imports.Types;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.FutureTrailers;
import wit.wasi.http.imports.Types.IncomingBody;
import wit.wasi.io.imports.Streams;
import wit.wasi.io.imports.Streams.StreamError;
import wit.wasi.io.imports.Streams.StreamErrorException;
import witloom.rt.Result;
import witloom.rt.WitException;

/**
 * A request's body, read while it comes. One that was cut has no end, but an {@link IOException}.
 */
final class BodyReader extends InputStream {
  /** Bytes that cross the border at once, at most. */
  private static final int PIECE = 65536;

  private final IncomingBody body;
  private final Streams.InputStream_ stream;

  /** What came after the body, when it was read to its end. */
  private HttpHeaders trailers;

  private IOException problem;
  private boolean isClosed;

  BodyReader(IncomingBody body) throws WitException {
    this.body = body;
    this.stream = body.stream();
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
    while (isOpen() && count > 0) {
      try {
        byte[] some = stream.blockingRead(Math.min(count, PIECE));
        if (some.length > 0) {
          System.arraycopy(some, 0, to, from, some.length);
          return some.length;
        }
      } catch (StreamErrorException end) {
        stream.close();
        ended(end.value());
      }
    }
    if (problem != null) {
      throw problem;
    }
    return count == 0 ? 0 : -1;
  }

  /** What came after the body. The rest of one that wasn't read to its end is passed over. */
  HttpHeaders end() throws IOException {
    if (isOpen() && !isClosed) {
      stream.close();
      finish();
      isClosed = true;
    }
    if (problem != null) {
      throw problem;
    }
    return trailers == null ? HttpHeaders.NONE : trailers;
  }

  @Override
  public void close() {
    if (isOpen() && !isClosed) {
      stream.close();
      body.close();
    }
    isClosed = true;
  }

  /** Whether there may be more. */
  private boolean isOpen() {
    return trailers == null && problem == null;
  }

  private void ended(StreamError end) {
    if (end instanceof StreamError.LastOperationFailed failed) {
      body.close();
      try (var error = failed.value()) {
        Optional<ErrorCode> code = Types.httpErrorCode(error);
        // The host's own text may go on with a trace.
        problem = cut(code.isPresent() ? code.get() : error.toDebugString().split("\n", 2)[0]);
      }
    } else {
      finish();
    }
  }

  private static IOException cut(Object reason) {
    return new IOException("the request's body was cut: " + reason);
  }

  private void finish() {
    Result<Optional<Fields>, ErrorCode> after = after();
    if (after instanceof Result.Ok<Optional<Fields>, ErrorCode> whole) {
      trailers = whole.value().map(Answer::headers).orElse(HttpHeaders.NONE);
    } else {
      problem = cut(((Result.Err<Optional<Fields>, ErrorCode>) after).value());
    }
  }

  private Result<Optional<Fields>, ErrorCode> after() {
    try (FutureTrailers future = IncomingBody.finish(body)) {
      var got = future.get();
      while (got.isEmpty()) {
        try (var ready = future.subscribe()) {
          ready.block();
        }
        got = future.get();
      }
      return ((Result.Ok<Result<Optional<Fields>, ErrorCode>, Void>) got.get()).value();
    }
  }
}
