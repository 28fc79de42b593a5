package org.teavm.classlib.java.net;

import java.io.IOException;

/** A connection that broke. */
public class TSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  public TSocketException() {}

  public TSocketException(String message) {
    super(message);
  }
}
