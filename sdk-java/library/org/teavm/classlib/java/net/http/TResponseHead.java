package org.teavm.classlib.java.net.http;

/** What is known before the body comes. */
final class TResponseHead implements THttpResponse.ResponseInfo {
  private final int status;
  private final THttpHeaders headers;

  TResponseHead(int status, THttpHeaders headers) {
    this.status = status;
    this.headers = headers;
  }

  @Override
  public int statusCode() {
    return status;
  }

  @Override
  public THttpHeaders headers() {
    return headers;
  }

  @Override
  public THttpClient.Version version() {
    return THttpClient.Version.HTTP_1_1;
  }
}
