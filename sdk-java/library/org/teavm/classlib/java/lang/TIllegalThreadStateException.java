package org.teavm.classlib.java.lang;

/** A thread is asked for what it can't do in the state it is in. */
public class TIllegalThreadStateException extends TIllegalArgumentException {
  public TIllegalThreadStateException() {}

  public TIllegalThreadStateException(String message) {
    super(message);
  }
}
