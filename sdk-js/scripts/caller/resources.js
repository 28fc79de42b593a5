import { calls, droppedNumbers } from "matrix:scripts/ledger";
import * as others from "matrix:scripts/others";
import * as things from "matrix:scripts/things";
import { expect, refused, saw, thrown } from "./play.js";

const { Thing } = things;
const drop = (...all) => all.forEach((thing) => thing[Symbol.dispose]());

export function constructorAndMethods() {
  const thing = new Thing("a");
  expect("label", thing.label(), "a");
  expect("rename", thing.rename("b"), "a");
  expect("label", thing.label(), "b");
  saw(1);
  drop(thing);
  saw(0, "b");
}

export function staticFunction() {
  const merged = Thing.merge(new Thing("a"), new Thing("b"));
  expect("label", merged.label(), "a+b");
  saw(1);
  drop(merged);
  saw(0, "a+b");
}

export function borrow() {
  const [a, b] = [new Thing("a"), new Thing("b")];
  expect("look", things.look(a), "a");
  expect("look again", things.look(a), "a");
  expect("same as itself", a.sameAs(a), true);
  expect("same as another", a.sameAs(b), false);
  saw(2);
  drop(a, b);
  saw(0, "a", "b");
}

export function borrowsInAList() {
  const [a, b] = [new Thing("a"), new Thing("b")];
  expect("look-all", things.lookAll([a, b, a]), ["a", "b", "a"]);
  expect("label", b.label(), "b");
  drop(a, b);
  saw(0, "a", "b");
}

export function ownIsPassed() {
  expect("take", things.take(new Thing("a")), "a");
  saw(0);
}

export function ownComesHome() {
  const back = things.echo(new Thing("a"));
  expect("label", back.label(), "a");
  saw(1);
  drop(back);
  saw(0, "a");
}

export function ownInAnOption() {
  things.keep(new Thing("a"));
  saw(1);
  const kept = things.kept();
  expect("label", kept.label(), "a");
  expect("nothing is kept", things.kept(), undefined);
  drop(kept);
  saw(0, "a");
}

export function ownInAList() {
  const [a, b, c] = things.make(["a", "b", "c"]);
  expect("labels", [a.label(), b.label(), c.label()], ["a", "b", "c"]);
  drop(b);
  saw(2, "b");
  drop(a, c);
  saw(0, "b", "a", "c");
}

export function ownInARecord() {
  const { first, note, rest } = things.hold(["a", "b", "c"]);
  expect("note", note, "2 more");
  expect("label", rest[1].label(), "c");
  expect("unhold", things.unhold({ first, note, rest: rest.reverse() }), [
    "a",
    "c",
    "b",
  ]);
  saw(0);
}

export function ownInAVariant() {
  const nothing = things.pack([]);
  expect("nothing", nothing.tag, "nothing");
  const one = things.pack(["a"]);
  expect("label", one.val.label(), "a");
  expect("unpack one", things.unpack(one), ["a"]);
  const { tag, val } = things.pack(["a", "b"]);
  expect("label", val[1].label(), "b");
  expect("unpack two", things.unpack({ tag, val: [val[1], val[0]] }), [
    "b",
    "a",
  ]);
  expect("unpack nothing", things.unpack(nothing), []);
  saw(0);
}

export function ownInAResult() {
  const found = things.find("a");
  expect("label", found.label(), "a");
  expect("not found", thrown(() => things.find("")).payload, "no label");
  expect("exchange", things.exchange(found, true), "a");
  const back = thrown(() => things.exchange(new Thing("b"), false)).payload;
  expect("label", back.label(), "b");
  drop(back);
  saw(0, "b");
}

export function sameName() {
  const thing = new Thing("a");
  const [one, two] = [new others.Thing(1), new others.Thing(2)];
  expect("sum", others.sum([one, two]), 3);
  drop(one, two);
  saw(1);
  expect("dropped numbers", [...droppedNumbers()], [1, 2]);
  drop(thing);
  saw(0, "a");
}

export function aThousandHandles() {
  const labels = Array.from({ length: 1000 }, (_, i) => `${i}`);
  const made = labels.map((label) => new Thing(label));
  saw(1000);
  drop(...made);
  saw(0, ...labels);
}

export function useAfterDrop() {
  const thing = new Thing("a");
  drop(thing);
  refused(() => thing.label(), "Thing", "closed");
  refused(() => things.look(thing), "look", "it", "closed");
  drop(thing);
  expect("calls", calls(), 0);
  saw(0, "a");
}

export function useAfterMove() {
  const thing = new Thing("a");
  things.take(thing);
  refused(() => thing.label(), "Thing", "given away");
  refused(() => things.take(thing), "take", "it", "given away");
  drop(thing);
  expect("calls", calls(), 1);
  saw(0);
}

export function refusedArgumentsStay() {
  const [a, b] = [new Thing("a"), new Thing("b")];
  drop(b);
  refused(
    () => things.unhold({ first: a, note: "", rest: [b] }),
    "unhold",
    "all",
  );
  expect("calls", calls(), 0);
  expect("label", a.label(), "a");
  drop(a);
  saw(0, "b", "a");
}

export function ownTwice() {
  const a = new Thing("a");
  refused(
    () => things.unhold({ first: a, note: "", rest: [a] }),
    "unhold",
    "all",
  );
  refused(() => Thing.merge(a, a), "merge", "b");
  expect("calls", calls(), 0);
  expect("label", a.label(), "a");
  drop(a);
  saw(0, "a");
}
