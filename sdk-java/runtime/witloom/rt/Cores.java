package witloom.rt;

/** Where a routine that lowers a variant into core values leaves them. For generated code. */
public final class Cores {
  /** The core values as bits, until the next routine runs; a call has at most 16. */
  public static final long[] bits = new long[16];

  private Cores() {}
}
