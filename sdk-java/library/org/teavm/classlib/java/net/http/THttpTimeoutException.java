package org.teavm.classlib.java.net.http;

import java.io.IOException;

/** An answer that didn't come in time. */
public class THttpTimeoutException extends IOException {
  private static final long serialVersionUID = 1L;

  public THttpTimeoutException(String message) {
    super(message);
  }
}
