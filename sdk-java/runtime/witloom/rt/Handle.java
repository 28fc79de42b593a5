package witloom.rt;

/** A handle on its way into a {@link Resource}. For generated code. */
public final class Handle {
  final int value;
  final boolean owned;

  private Handle(int value, boolean owned) {
    this.value = value;
    this.owned = owned;
  }

  /** A handle that this component must drop. */
  public static Handle own(int value) {
    return new Handle(value, true);
  }

  /** A handle for the time of the call under way. */
  public static Handle borrow(int value) {
    return new Handle(value, false);
  }
}
