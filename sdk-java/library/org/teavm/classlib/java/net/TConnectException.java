package org.teavm.classlib.java.net;

/** A connection that couldn't be made. */
public class TConnectException extends TSocketException {
  private static final long serialVersionUID = 1L;

  public TConnectException() {}

  public TConnectException(String message) {
    super(message);
  }
}
