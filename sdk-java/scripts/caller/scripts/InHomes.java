package scripts;

import static scripts.Play.expect;
import static scripts.Play.saw;

import wit.matrix.scripts.imports.Homes.Badge;
import wit.matrix.scripts.imports.Homes.Cupboard;
import wit.matrix.scripts.imports.Homes.Door;
import wit.matrix.scripts.imports.Homes.Gate;
import wit.matrix.scripts.imports.Homes.House;
import wit.matrix.scripts.imports.Homes.Room;
import wit.matrix.scripts.imports.Ledger;

/** Objects that belong to others, and objects with words of their own for their end. */
final class InHomes {
  private InHomes() {}

  private record Built(House house, Room room, Cupboard cupboard) {}

  private static Built build() {
    House house = new House("h");
    Room room = house.room("r");
    Cupboard cupboard = room.cupboard("c");
    expect("name", house.name(), "h");
    expect("path of the room", room.path(), "h/r");
    expect("path of the cupboard", cupboard.path(), "h/r/c");
    return new Built(house, room, cupboard);
  }

  static void childrenFirst() {
    Built built = build();
    built.cupboard().close();
    expect("path of the room", built.room().path(), "h/r");
    built.room().close();
    expect("name", built.house().name(), "h");
    built.house().close();
    saw(0, "h/r/c", "h/r", "h");
  }

  static void parentsFirst() {
    Built built = build();
    built.house().close();
    expect("path of the room", built.room().path(), "h/r");
    built.room().close();
    expect("path of the cupboard", built.cupboard().path(), "h/r/c");
    built.cupboard().close();
    saw(0, "h", "h/r", "h/r/c");
  }

  static void middleFirst() {
    Built built = build();
    built.room().close();
    built.house().close();
    expect("path of the cupboard", built.cupboard().path(), "h/r/c");
    built.cupboard().close();
    saw(0, "h/r", "h", "h/r/c");
  }

  /** Nobody holds the house and the room; they must not go before what is in them. */
  static void forgottenParents() {
    try (Cupboard cupboard = new House("h").room("r").cupboard("c")) {
      expect("path of the cupboard", cupboard.path(), "h/r/c");
    }
    expect("first to go", Ledger.dropped().get(0), "h/r/c");
  }

  /** Methods that are called like the end of an object, and aren't. */
  static void closeDropDispose() {
    try (Door door = new Door("d")) {
      expect("close", door.close2(), "closed d");
      expect("drop", door.drop2(3), "dropped d 3");
      expect("dispose", door.dispose(), "disposed d");
      saw(0);
    }
    try (Gate gate = new Gate("g")) {
      expect("close", gate.close2(3), "closed g 3");
      gate.drop2();
      expect("dispose", gate.dispose(3), "disposed g 3");
      saw(0, "d");
    }
    saw(0, "d", "g");
  }

  static void wordsOfObjects() {
    try (Badge same = new Badge("a");
        Badge b = new Badge("b");
        Badge a = new Badge("a")) {
      expect("free", a.free(), "freed a");
      expect("clone", a.clone2(), "cloned a");
      expect("to-string", a.toString2(), "text a");
      expect("inspect", a.inspect(), "inspected a");
      expect("hash", a.hash(), 1L);
      expect("hash-code", a.hashCode2(), 2L);
      expect("value-of", a.valueOf(), 3L);
      expect("equals", a.equals2(a) && !a.equals2(b) && a.equals2(same), true);
      saw(0);
    }
    saw(0, "a", "b", "a");
  }
}
