package witloom.build;

/** A step that failed for a reason the user can mend. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  Failure(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The exit code. */
  int code() {
    return code;
  }
}
