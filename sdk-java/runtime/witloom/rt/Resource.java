package witloom.rt;

/**
 * A resource of another component, held by a handle.
 *
 * <p>Close it when it is no longer needed: WebAssembly has no finalizers, so a forgotten handle
 * stays until the component ends: {@link Held} warns of many. Closing twice is harmless; using it
 * after it was closed or given away is an {@link IllegalStateException}.
 */
public abstract class Resource implements AutoCloseable {
  private static final int CLOSED = 1;
  private static final int MOVED = 2;
  private static final int EXPIRED = 3;

  // Wrappers whose handles move with the call under way, and borrowed ones to drop when it ends.
  private static Resource moving;
  private static Resource borrowed;

  private int handle;
  private int state;
  private boolean owned;
  private Resource next;

  /** Takes over a handle. */
  protected Resource(Handle handle) {
    this.handle = handle.value;
    this.owned = handle.owned;
    if (!owned) {
      next = borrowed;
      borrowed = this;
    } else if (Held.add(resourceName())) {
      close();
      throw new IllegalStateException("this component holds " + Held.advice());
    }
  }

  /** Drops a handle of this resource's type. */
  protected abstract void drop(int handle);

  /** The resource's name in WIT. */
  protected abstract String resourceName();

  /** The handle, to lend it to a call. */
  public final int lend() {
    check();
    return handle;
  }

  /** The handle, which moves to the receiver when the call happens. */
  public final int move() {
    check();
    if (!owned) {
      throw misused("is borrowed and can't be given away");
    }
    state = MOVED;
    next = moving;
    moving = this;
    return handle;
  }

  /** Lowering has succeeded: handles that move belong to the callee now. */
  public static void sent() {
    for (; moving != null; moving = moving.next) {
      Held.remove(moving.resourceName());
    }
  }

  /** Lowering may have failed: handles that were to move stay here. */
  public static void restore() {
    for (; moving != null; moving = moving.next) {
      moving.state = 0;
    }
  }

  /** The borrowed handles received so far. */
  public static Resource borrows() {
    return borrowed;
  }

  /** Drops the borrowed handles received since. */
  public static void dropBorrows(Resource since) {
    while (borrowed != since) {
      Resource resource = borrowed;
      borrowed = resource.next;
      if (resource.state == 0) {
        resource.drop(resource.handle);
      }
      resource.state = EXPIRED;
    }
  }

  /**
   * The handles that were lowered since the last time, for a call that goes on while others come
   * and go.
   */
  static Resource takeMoving() {
    Resource taken = moving;
    moving = null;
    return taken;
  }

  /** These handles belong to the callee now. */
  static void sent(Resource taken) {
    for (Resource resource = taken; resource != null; resource = resource.next) {
      Held.remove(resource.resourceName());
    }
  }

  /** These handles stay here. */
  static void restore(Resource taken) {
    for (Resource resource = taken; resource != null; resource = resource.next) {
      resource.state = 0;
    }
  }

  /** Drops these handles, which nobody wants any more. */
  static void closeAll(Resource taken) {
    for (Resource resource = taken; resource != null; resource = resource.next) {
      resource.close();
    }
  }

  /** The borrowed handles received since, for a call that goes on while others come and go. */
  static Resource detachBorrows(Resource since) {
    Resource first = borrowed;
    if (first == since) {
      return null;
    }
    Resource last = first;
    while (last.next != since) {
      last = last.next;
    }
    last.next = null;
    borrowed = since;
    return first;
  }

  /** Drops borrowed handles that were detached. */
  static void dropDetached(Resource first) {
    Resource before = borrowed;
    borrowed = first;
    dropBorrows(null);
    borrowed = before;
  }

  private void check() {
    switch (state) {
      case 0:
        return;
      case CLOSED:
        throw misused("is closed");
      case MOVED:
        throw misused("was given away");
      default:
        throw misused("was borrowed for a call that is over");
    }
  }

  private IllegalStateException misused(String problem) {
    return new IllegalStateException(Lower.subject + ": `" + resourceName() + "` " + problem);
  }

  /** Drops the handle, if it is still here. */
  @Override
  public final void close() {
    if (state == 0) {
      state = CLOSED;
      if (owned) {
        Held.remove(resourceName());
      }
      drop(handle);
    }
  }
}
