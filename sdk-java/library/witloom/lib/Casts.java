package witloom.lib;

/** Exceptions for casts, with the beginning of the JDK's texts: its end tells of modules. */
public final class Casts {
  private static Object lastValue;
  private static String lastTarget;

  private Casts() {}

  /** Notes what {@link #failed} is about; generated code alone calls it. */
  public static void note(Object value, String target) {
    lastValue = value;
    lastTarget = target;
  }

  /** The exception for the cast that was noted. */
  public static ClassCastException failed() {
    Object value = lastValue;
    String target = lastTarget;
    lastValue = null;
    lastTarget = null;
    if (value == null || target == null) {
      return new ClassCastException();
    }
    return new ClassCastException(
        "class " + value.getClass().getName() + " cannot be cast to class " + target);
  }
}
