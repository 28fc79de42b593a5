package witloom.rt;

/** The error of a function whose result is a {@code result}: each such function declares its own kind. */
public abstract class WitException extends Exception {
  protected WitException(String message) {
    super(message);
  }
}
