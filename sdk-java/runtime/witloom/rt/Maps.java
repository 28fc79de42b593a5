package witloom.rt;

/** What generated code needs for maps. */
public final class Maps {
  private Maps() {}

  /** Lets go of the value of an entry that a later one with the same key replaces. */
  public static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception problem) {
      throw new IllegalStateException(
          "a value that a later entry replaces can't be closed", problem);
    }
  }
}
