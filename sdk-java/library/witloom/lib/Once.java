package witloom.lib;

/** What all streams are: used once. */
public class Once {
  private boolean isUsed;

  /** Notes that a stream is used. */
  public static void use(Object stream) {
    if (stream instanceof Once once) {
      if (once.isUsed) {
        throw new IllegalStateException("stream has already been operated upon or closed");
      }
      once.isUsed = true;
    }
  }

  /** Lets a stream be used by the one that was made of it. */
  public static void again(Object stream) {
    if (stream instanceof Once once) {
      once.isUsed = false;
    }
  }
}
