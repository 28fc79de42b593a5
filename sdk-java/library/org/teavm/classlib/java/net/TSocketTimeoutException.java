package org.teavm.classlib.java.net;

import java.io.InterruptedIOException;

/** A connection that took too long, or said nothing for too long. */
public class TSocketTimeoutException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  public TSocketTimeoutException() {}

  public TSocketTimeoutException(String message) {
    super(message);
  }
}
