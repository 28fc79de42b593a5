package witloom.http;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import wit.wasi.http.exports.Handler;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.HeaderErrorException;
import wit.wasi.http.imports.Types.Request;
import wit.wasi.http.imports.Types.Response;
import wit.wasi.http.imports.Types.ResponseSetStatusCodeException;
import witloom.rt.Future;
import witloom.rt.HttpParts;
import witloom.rt.ItemStream;
import witloom.rt.Result;
import witloom.rt.Tuple2;

/** One request and its response. */
final class Exchange {
  private final HttpRequest request;
  private final HttpResponse response;

  private Exchange(HttpRequest request, HttpResponse response) {
    this.request = request;
    this.response = response;
  }

  static Response answer(HttpHandler handler, Request incoming)
      throws Handler.ErrorCodeException, InterruptedException {
    HttpRequest request;
    try {
      request = new HttpRequest(incoming);
    } catch (IllegalArgumentException problem) {
      throw new Handler.ErrorCodeException(new ErrorCode.HttpRequestUriInvalid());
    }
    try {
      HttpResponse response = handler.handle(request);
      if (response == null) {
        throw new NullPointerException("the handler returned no response");
      }
      return new Exchange(request, response).start();
    } catch (InterruptedException | CancellationException cancelled) {
      throw cancelled;
    } catch (Throwable problem) {
      report(request, problem);
      throw new Handler.ErrorCodeException(failed(problem));
    }
  }

  private Response start() {
    boolean hasBody = response.status >= 200 && response.status != 204 && response.status != 304;
    boolean isLong = response.body != null || response.stream != null;
    if (!response.trailers.isEmpty()) {
      response.header("trailer", String.join(", ", response.trailers.keySet()));
    } else if (hasBody && !isLong && !response.headers.containsKey("content-length")) {
      response.header("content-length", String.valueOf(response.bytes.length));
    }
    Fields fields = fields(response.headers.keySet());
    if (!hasBody || request.method().equals("HEAD")) {
      return made(fields, Optional.empty(), Future.of(Result.ok(Optional.empty())));
    }
    if (response.trailers.isEmpty() && !isLong) {
      Optional<InputStream> body = Optional.of(new ByteArrayInputStream(response.bytes));
      return made(fields, body, Future.of(Result.ok(Optional.empty())));
    }
    BlockingQueue<Result<Optional<Fields>, ErrorCode>> outcome = new ArrayBlockingQueue<>(1);
    InputStream body = ItemStream.bytes(out -> outcome.add(write(new Outgoing(out))));
    return made(fields, Optional.of(body), Future.async(outcome::take));
  }

  private Response made(
      Fields fields,
      Optional<InputStream> body,
      Future<Result<Optional<Fields>, ErrorCode>> trailers) {
    var made = Response.new_(fields, body, trailers);
    made.f1().close();
    try {
      made.f0().setStatusCode(response.status);
    } catch (ResponseSetStatusCodeException problem) {
      throw new IllegalArgumentException("no status of a response: " + response.status, problem);
    }
    return made.f0();
  }

  private Fields fields(Iterable<String> names) {
    List<Tuple2<String, byte[]>> entries = new ArrayList<>();
    for (String name : names) {
      if (!HttpParts.HOP_BY_HOP.contains(name)) {
        for (String value : response.headers.get(name)) {
          entries.add(new Tuple2<>(name, value.getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
    }
    return fields(entries);
  }

  private static Fields fields(List<Tuple2<String, byte[]>> entries) {
    try {
      return Fields.fromList(entries);
    } catch (HeaderErrorException problem) {
      StringBuilder names = new StringBuilder();
      for (var entry : entries) {
        names.append(names.length() == 0 ? "`" : "`, `").append(entry.f0());
      }
      throw new IllegalArgumentException(
          "one of the response's fields can't be sent: " + names + "`", problem);
    }
  }

  /** The body, and what comes of it. */
  private Result<Optional<Fields>, ErrorCode> write(Outgoing out) {
    try {
      OutputStream buffered = new BufferedOutputStream(out);
      if (response.body != null) {
        response.body.writeTo(buffered);
      } else if (response.stream != null) {
        try (InputStream stream = response.stream) {
          stream.transferTo(buffered);
        }
      } else {
        buffered.write(response.bytes);
      }
      buffered.flush();
      return Result.ok(trailing());
    } catch (Throwable problem) {
      if (out.isLeft) {
        return Result.ok(Optional.empty());
      }
      report(request, problem);
      return Result.err(failed(problem));
    }
  }

  private Optional<Fields> trailing() {
    if (response.trailers.isEmpty()) {
      return Optional.empty();
    }
    List<Tuple2<String, byte[]>> entries = new ArrayList<>();
    response.trailers.forEach(
        (name, value) ->
            entries.add(new Tuple2<>(name, value.get().getBytes(StandardCharsets.ISO_8859_1))));
    return Optional.of(fields(entries));
  }

  private static ErrorCode failed(Throwable problem) {
    return new ErrorCode.InternalError(Optional.of(problem.toString()));
  }

  /** The exception with the user's own lines. */
  private static void report(HttpRequest request, Throwable problem) {
    StringBuilder text = new StringBuilder("error serving ");
    text.append(request.method()).append(' ').append(request.uri()).append(": ").append(problem);
    for (Throwable shown = problem; shown != null; shown = shown.getCause()) {
      if (shown != problem) {
        text.append("\nCaused by: ").append(shown);
      }
      for (StackTraceElement frame : shown.getStackTrace()) {
        String type = frame.getClassName();
        if (!type.startsWith("witloom.") && !type.startsWith("wit.")) {
          text.append("\n\tat ").append(frame);
        }
      }
    }
    System.err.println(text);
  }

  /** Where the body goes, and whether anybody reads it. */
  private static final class Outgoing extends OutputStream {
    private final OutputStream out;
    boolean isLeft;

    Outgoing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException problem) {
        isLeft = true;
        throw problem;
      }
    }
  }
}
