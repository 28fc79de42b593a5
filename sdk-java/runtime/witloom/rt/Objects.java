package witloom.rt;

import java.util.ArrayList;
import java.util.IdentityHashMap;

/**
 * The objects of one exported resource that others hold, by their representation.
 *
 * @param <T> the resource's interface
 */
public final class Objects<T extends AutoCloseable> {
  private final String name;
  private final ArrayList<T> slots = new ArrayList<>();
  private final ArrayList<Integer> free = new ArrayList<>();
  private final IdentityHashMap<T, Integer> known = new IdentityHashMap<>();

  /** {@code name} is the resource's name in WIT. */
  public Objects(String name) {
    this.name = name;
    slots.add(null);
  }

  /** Registers an object that is handed out. */
  public int add(T object) {
    Lower.present(object, name);
    if (known.containsKey(object)) {
      throw new IllegalStateException(
          "this `" + name + "` was handed out before and has not come back");
    }
    int rep;
    if (free.isEmpty()) {
      rep = slots.size();
      slots.add(object);
    } else {
      rep = free.remove(free.size() - 1);
      slots.set(rep, object);
    }
    known.put(object, rep);
    return rep;
  }

  /** The object of a representation. */
  public T get(int rep) {
    T object = rep > 0 && rep < slots.size() ? slots.get(rep) : null;
    if (object == null) {
      throw new IllegalStateException("there is no `" + name + "` " + rep);
    }
    return object;
  }

  /** The object comes back: it is the user's alone again. */
  public T remove(int rep) {
    T object = get(rep);
    slots.set(rep, null);
    free.add(rep);
    known.remove(object);
    return object;
  }

  /** The last handle is gone: closes the object, unless it came back before. */
  public void destroy(int rep) throws Exception {
    if (rep > 0 && rep < slots.size() && slots.get(rep) != null) {
      remove(rep).close();
    }
  }
}
