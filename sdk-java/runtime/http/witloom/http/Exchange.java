package witloom.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.HeaderErrorException;
import witloom.rt.HttpParts;
import witloom.rt.Result;
import witloom.rt.Tuple2;

/** One request and its response, by whichever version of wasi:http they come and go. */
final class Exchange {
  private final HttpRequest request;
  private final HttpResponse response;

  private Exchange(HttpRequest request, HttpResponse response) {
    this.request = request;
    this.response = response;
  }

  /** What a handler gives for a request. */
  static Exchange of(HttpHandler handler, HttpRequest request) throws Exception {
    HttpResponse response = handler.handle(request);
    if (response == null) {
      throw new NullPointerException("the handler returned no response");
    }
    return new Exchange(request, response);
  }

  int status() {
    return response.status;
  }

  /** Whether the response's status has a body. */
  private boolean hasBody() {
    return response.status >= 200 && response.status != 204 && response.status != 304;
  }

  /** Whether a body is sent. */
  boolean isBodied() {
    return hasBody() && !request.method().equals("HEAD");
  }

  /** The bytes that are all of the body; empty when it has yet to be written. */
  Optional<byte[]> whole() {
    boolean isLong = response.body != null || response.stream != null;
    return isLong || !response.trailers.isEmpty() ? Optional.empty() : Optional.of(response.bytes);
  }

  /** The head's fields. */
  Fields head() {
    if (!response.trailers.isEmpty()) {
      response.header("trailer", String.join(", ", response.trailers.keySet()));
    } else if (hasBody()
        && whole().isPresent()
        && !response.headers.containsKey("content-length")) {
      response.header("content-length", String.valueOf(response.bytes.length));
    }
    return fields(response.headers.keySet());
  }

  IllegalArgumentException noStatus(Exception cause) {
    return new IllegalArgumentException("no status of a response: " + response.status, cause);
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

  /** Writes the body, and says what comes of it. */
  Result<Optional<Fields>, ErrorCode> write(OutputStream to) {
    Outgoing out = new Outgoing(to);
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

  static ErrorCode failed(Throwable problem) {
    return new ErrorCode.InternalError(Optional.of(problem.toString()));
  }

  /** The exception with the user's own lines. */
  static void report(HttpRequest request, Throwable problem) {
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

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
