package org.teavm.classlib.java.net.http;

/** A connection that didn't come about in time. */
public class THttpConnectTimeoutException extends THttpTimeoutException {
  private static final long serialVersionUID = 1L;

  public THttpConnectTimeoutException(String message) {
    super(message);
  }
}
