package witloom.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import wit.wasi.http.imports.Types.Method;
import wit.wasi.http.imports.Types.Scheme;

/** A request that came. */
public final class HttpRequest {
  private final String method;
  private final URI uri;
  private final HttpHeaders headers;
  private InputStream body = InputStream.nullInputStream();
  private Trailers trailers = () -> HttpHeaders.NONE;

  /**
   * Reads the head of a request; a target that is no URI is an {@link IllegalArgumentException}.
   */
  HttpRequest(
      Method method,
      Optional<Scheme> scheme,
      Optional<String> authority,
      Optional<String> target,
      HttpHeaders headers) {
    this.method = name(method);
    this.headers = headers;
    boolean isSafe = scheme.orElse(null) instanceof Scheme.Https;
    String host = authority.orElse(headers.firstValue("host").orElse("localhost"));
    uri = URI.create((isSafe ? "https://" : "http://") + host + target.orElse("/"));
  }

  /** Gives it a body and what comes after. */
  HttpRequest with(InputStream body, Trailers trailers) {
    this.body = body;
    this.trailers = trailers;
    return this;
  }

  /** What comes after a body. */
  @FunctionalInterface
  interface Trailers {
    HttpHeaders end() throws IOException;
  }

  /** The method, in capitals for those that are usual. */
  public String method() {
    return method;
  }

  /** The whole address: scheme, host, path and query. */
  public URI uri() {
    return uri;
  }

  /** The fields. */
  public HttpHeaders headers() {
    return headers;
  }

  /** The body, read while it comes; one that was cut is an {@link IOException} at its end. */
  public InputStream body() {
    return body;
  }

  /** The whole body as text in UTF-8. */
  public String text() throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * What came after the body, once that was read to its end; waits for it.
   *
   * @throws IOException when the body was cut
   */
  public HttpHeaders trailers() throws IOException {
    return trailers.end();
  }

  /** The first value of that name in the query, decoded. */
  public Optional<String> query(String name) {
    String query = uri.getRawQuery();
    if (query != null) {
      for (String pair : query.split("&")) {
        int split = pair.indexOf('=');
        String key = split < 0 ? pair : pair.substring(0, split);
        if (decoded(key).equals(name)) {
          return Optional.of(split < 0 ? "" : decoded(pair.substring(split + 1)));
        }
      }
    }
    return Optional.empty();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String name(Method method) {
    if (method instanceof Method.Other other) {
      return other.value();
    }
    if (method instanceof Method.Get) {
      return "GET";
    }
    if (method instanceof Method.Head) {
      return "HEAD";
    }
    if (method instanceof Method.Post) {
      return "POST";
    }
    if (method instanceof Method.Put) {
      return "PUT";
    }
    if (method instanceof Method.Delete) {
      return "DELETE";
    }
    if (method instanceof Method.Connect) {
      return "CONNECT";
    }
    if (method instanceof Method.Options) {
      return "OPTIONS";
    }
    return method instanceof Method.Trace ? "TRACE" : "PATCH";
  }
}
