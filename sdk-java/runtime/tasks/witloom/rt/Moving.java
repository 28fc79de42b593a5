package witloom.rt;

/** An end, or an object of ours, that is on its way to another component. */
abstract class Moving {
  private static Moving all;
  private Moving next;

  /** It stays here. */
  abstract void restore();

  /** It stays here, where nobody wants it any more. */
  abstract void drop();

  static void add(Moving one) {
    one.next = all;
    all = one;
  }

  /** The ends that were lowered since the last time. */
  static Moving take() {
    Moving taken = all;
    all = null;
    return taken;
  }

  static void restoreAll(Moving taken) {
    for (Moving one = taken; one != null; one = one.next) {
      one.restore();
    }
  }

  static void dropAll(Moving taken) {
    for (Moving one = taken; one != null; one = one.next) {
      one.drop();
    }
  }
}
