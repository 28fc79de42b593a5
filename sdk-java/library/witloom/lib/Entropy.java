package witloom.lib;

/** Random bits that nobody can guess. */
public final class Entropy {
  private Entropy() {}

  /** 64 of them. */
  public static long bits() {
    return Wasi.randomU64();
  }
}
