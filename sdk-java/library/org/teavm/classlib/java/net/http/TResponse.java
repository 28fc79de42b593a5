package org.teavm.classlib.java.net.http;

import java.net.URI;
import java.util.Optional;

/** A response that came. */
final class TResponse<T> implements THttpResponse<T> {
  private final THttpRequest request;
  private final int status;
  private final THttpHeaders headers;
  private final T body;
  private final Optional<THttpResponse<T>> previous;

  TResponse(
      THttpRequest request, int status, THttpHeaders headers, T body, THttpResponse<T> previous) {
    this.request = request;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.previous = Optional.ofNullable(previous);
  }

  @Override
  public int statusCode() {
    return status;
  }

  @Override
  public THttpRequest request() {
    return request;
  }

  @Override
  public Optional<THttpResponse<T>> previousResponse() {
    return previous;
  }

  @Override
  public THttpHeaders headers() {
    return headers;
  }

  @Override
  public T body() {
    return body;
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public THttpClient.Version version() {
    return THttpClient.Version.HTTP_1_1;
  }

  @Override
  public String toString() {
    return "(" + request.method() + " " + request.uri() + ") " + status;
  }
}
