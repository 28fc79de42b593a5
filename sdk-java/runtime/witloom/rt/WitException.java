package witloom.rt;

/**
 * The error of a function whose result is a {@code result}: each such function declares its own
 * kind.
 */
public abstract class WitException extends Exception {
  private static final long serialVersionUID = 1L;

  protected WitException(String message) {
    super(message);
  }
}
