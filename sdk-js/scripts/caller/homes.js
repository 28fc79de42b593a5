import { dropped } from "matrix:scripts/ledger";
import { Badge, Door, Gate, House } from "matrix:scripts/homes";
import { expect, saw } from "./play.js";

const end = (...all) => all.forEach((one) => one[Symbol.dispose]());

function build() {
  const house = new House("h");
  const room = house.room("r");
  const cupboard = room.cupboard("c");
  expect("name", house.name(), "h");
  expect("path of the room", room.path(), "h/r");
  expect("path of the cupboard", cupboard.path(), "h/r/c");
  return { house, room, cupboard };
}

export function childrenFirst() {
  const { house, room, cupboard } = build();
  end(cupboard);
  expect("path of the room", room.path(), "h/r");
  end(room);
  expect("name", house.name(), "h");
  end(house);
  saw(0, "h/r/c", "h/r", "h");
}

export function parentsFirst() {
  const { house, room, cupboard } = build();
  end(house);
  expect("path of the room", room.path(), "h/r");
  end(room);
  expect("path of the cupboard", cupboard.path(), "h/r/c");
  end(cupboard);
  saw(0, "h", "h/r", "h/r/c");
}

export function middleFirst() {
  const { house, room, cupboard } = build();
  end(room, house);
  expect("path of the cupboard", cupboard.path(), "h/r/c");
  end(cupboard);
  saw(0, "h/r", "h", "h/r/c");
}

/** Nobody holds the house and the room; they must not go before what is in them. */
export function forgottenParents() {
  const cupboard = new House("h").room("r").cupboard("c");
  expect("path of the cupboard", cupboard.path(), "h/r/c");
  end(cupboard);
  expect("first to go", dropped()[0], "h/r/c");
}

/** Methods that are called like the end of an object, and aren't. */
export function closeDropDispose() {
  const door = new Door("d");
  expect("close", door.close(), "closed d");
  expect("drop", door.drop(3), "dropped d 3");
  expect("dispose", door.dispose(), "disposed d");
  const gate = new Gate("g");
  expect("close", gate.close(3), "closed g 3");
  gate.drop();
  expect("dispose", gate.dispose(3), "disposed g 3");
  saw(0);
  end(door, gate);
  saw(0, "d", "g");
}

/** Methods that are called like what every object of some language has. */
export function wordsOfObjects() {
  const [a, b, same] = ["a", "b", "a"].map((name) => new Badge(name));
  expect("free", a.free(), "freed a");
  expect("clone", a.clone(), "cloned a");
  expect("to-string", a.toString(), "text a");
  expect("inspect", a.inspect(), "inspected a");
  expect("hashes", [a.hash(), a.hashCode(), a.valueOf()], [1, 2, 3]);
  const found = [a, b, same].map((other) => a.equals(other));
  expect("equals", found, [true, false, true]);
  saw(0);
  end(a, b, same);
  saw(0, "a", "b", "a");
}
