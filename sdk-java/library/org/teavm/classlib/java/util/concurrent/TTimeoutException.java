package org.teavm.classlib.java.util.concurrent;

/** Of a wait that took too long. */
public class TTimeoutException extends Exception {
  public TTimeoutException() {}

  public TTimeoutException(String message) {
    super(message);
  }
}
