package witloom.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A response to give.
 *
 * <pre>{@code
 * return HttpResponse.of(200, "hello").header("cache-control", "no-store");
 * }</pre>
 */
public final class HttpResponse {
  final int status;
  final Map<String, List<String>> headers = new LinkedHashMap<>();
  final Map<String, Supplier<String>> trailers = new LinkedHashMap<>();
  byte[] bytes = new byte[0];
  Body body;
  InputStream stream;

  private HttpResponse(int status) {
    this.status = status;
  }

  /** A response without a body. */
  public static HttpResponse of(int status) {
    return new HttpResponse(status);
  }

  /** A response with a text, in UTF-8. */
  public static HttpResponse of(int status, String text) {
    return of(status).header("content-type", "text/plain; charset=utf-8").body(text);
  }

  /** Adds a value to a field. */
  public HttpResponse header(String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    List<String> values = headers.computeIfAbsent(key, absent -> new ArrayList<>());
    // There is one type of a body.
    if (key.equals("content-type")) {
      values.clear();
    }
    values.add(value);
    return this;
  }

  /** Gives it a text as its body, in UTF-8. */
  public HttpResponse body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives it these bytes as its body. */
  public HttpResponse body(byte[] bytes) {
    this.bytes = bytes;
    this.body = null;
    this.stream = null;
    return this;
  }

  /** Gives it what a stream holds, sent while it is read; it is closed then. */
  public HttpResponse body(InputStream stream) {
    this.stream = stream;
    this.body = null;
    return this;
  }

  /**
   * Gives it what is written, which is sent when 8 KiB have come together and by {@link
   * OutputStream#flush}. The writer runs after the head was sent, on WASI 0.3 in a thread of its
   * own.
   */
  public HttpResponse body(Body body) {
    this.body = body;
    this.stream = null;
    return this;
  }

  /** Adds a field that is sent after the body, with the value that it has then. */
  public HttpResponse trailer(String name, Supplier<String> value) {
    trailers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  /** Writes a body. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes all of it.
     *
     * @throws Exception whatever went wrong: it is logged, and the client cut off. When the client
     *     has left, writing is an {@link java.io.IOException}, which may pass
     */
    void writeTo(OutputStream out) throws Exception;
  }
}
