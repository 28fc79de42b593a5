package scripts;

import wit.matrix.scripts.exports.Homes;

/** Objects that belong to others, and objects with words of their own for their end. */
public final class AllHomes implements Homes {
  private static void gone(String name) {
    Seen.DROPPED.add(name);
  }

  private record NamedHouse(String name) implements House {
    @Override
    public Room room(String inner) {
      return new NamedRoom(name + "/" + inner);
    }

    @Override
    public void close() {
      gone(name);
    }
  }

  private record NamedRoom(String path) implements Room {
    @Override
    public Cupboard cupboard(String inner) {
      return new NamedCupboard(path + "/" + inner);
    }

    @Override
    public void close() {
      gone(path);
    }
  }

  private record NamedCupboard(String path) implements Cupboard {
    @Override
    public void close() {
      gone(path);
    }
  }

  private record NamedDoor(String name) implements Door {
    @Override
    public String close2() {
      return "closed " + name;
    }

    @Override
    public String drop2(long count) {
      return "dropped " + name + " " + count;
    }

    @Override
    public String dispose() {
      return "disposed " + name;
    }

    /** Called when somebody else's last handle goes away. */
    @Override
    public void close() {
      gone(name);
    }
  }

  private record NamedGate(String name) implements Gate {
    @Override
    public String close2(long count) {
      return "closed " + name + " " + count;
    }

    @Override
    public void drop2() {}

    @Override
    public String dispose(long count) {
      return "disposed " + name + " " + count;
    }

    @Override
    public void close() {
      gone(name);
    }
  }

  private record NamedBadge(String name) implements Badge {
    @Override
    public String free() {
      return "freed " + name;
    }

    @Override
    public String clone2() {
      return "cloned " + name;
    }

    @Override
    public String toString2() {
      return "text " + name;
    }

    @Override
    public String inspect() {
      return "inspected " + name;
    }

    @Override
    public long hash() {
      return 1;
    }

    @Override
    public long hashCode2() {
      return 2;
    }

    @Override
    public long valueOf() {
      return 3;
    }

    @Override
    public boolean equals2(Badge other) {
      return ((NamedBadge) other).name.equals(name);
    }

    @Override
    public void close() {
      gone(name);
    }
  }

  @Override
  public House newHouse(String name) {
    return new NamedHouse(name);
  }

  @Override
  public Door newDoor(String name) {
    return new NamedDoor(name);
  }

  @Override
  public Gate newGate(String name) {
    return new NamedGate(name);
  }

  @Override
  public Badge newBadge(String name) {
    return new NamedBadge(name);
  }
}
