package org.teavm.classlib.java.util;

/** Of a token that is not what was asked for. */
public class TInputMismatchException extends TNoSuchElementException {
  public TInputMismatchException() {}

  public TInputMismatchException(String message) {
    super(message);
  }
}
