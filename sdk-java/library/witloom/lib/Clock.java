package witloom.lib;

/** The clock that only goes forward. */
public final class Clock {
  private Clock() {}

  /** Nanoseconds since some moment. */
  public static long nanos() {
    return Wasi.monotonicNow();
  }
}
