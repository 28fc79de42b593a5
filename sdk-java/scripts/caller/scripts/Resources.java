package scripts;

import static scripts.Play.expect;
import static scripts.Play.refused;
import static scripts.Play.saw;
import static scripts.Play.thrown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wit.matrix.scripts.imports.Ledger;
import wit.matrix.scripts.imports.Others;
import wit.matrix.scripts.imports.Things;
import wit.matrix.scripts.imports.Things.Holding;
import wit.matrix.scripts.imports.Things.Parcel;
import wit.matrix.scripts.imports.Things.Thing;
import witloom.rt.Tuple2;

/** The life of resources. */
final class Resources {
  private Resources() {}

  static void constructorAndMethods() {
    try (Thing thing = new Thing("a")) {
      expect("label", thing.label(), "a");
      expect("rename", thing.rename("b"), "a");
      expect("label", thing.label(), "b");
      saw(1);
    }
    saw(0, "b");
  }

  static void staticFunction() {
    try (Thing merged = Thing.merge(new Thing("a"), new Thing("b"))) {
      expect("label", merged.label(), "a+b");
      saw(1);
    }
    saw(0, "a+b");
  }

  static void borrow() {
    Thing a = new Thing("a");
    Thing b = new Thing("b");
    expect("look", Things.look(a), "a");
    expect("look again", Things.look(a), "a");
    expect("same as itself", a.sameAs(a), true);
    expect("same as another", a.sameAs(b), false);
    saw(2);
    a.close();
    b.close();
    saw(0, "a", "b");
  }

  static void borrowsInAList() {
    Thing a = new Thing("a");
    Thing b = new Thing("b");
    expect("look-all", Things.lookAll(List.of(a, b, a)), List.of("a", "b", "a"));
    expect("label", b.label(), "b");
    a.close();
    b.close();
    saw(0, "a", "b");
  }

  static void ownIsPassed() {
    expect("take", Things.take(new Thing("a")), "a");
    saw(0);
  }

  static void ownComesHome() {
    try (Thing back = Things.echo(new Thing("a"))) {
      expect("label", back.label(), "a");
      saw(1);
    }
    saw(0, "a");
  }

  static void ownInAnOption() {
    Things.keep(new Thing("a"));
    saw(1);
    Thing kept = Things.kept().orElseThrow();
    expect("label", kept.label(), "a");
    expect("nothing is kept", Things.kept(), Optional.empty());
    kept.close();
    saw(0, "a");
  }

  static void ownInAList() {
    List<Thing> made = Things.make(List.of("a", "b", "c"));
    expect("first", made.get(0).label(), "a");
    expect("last", made.get(2).label(), "c");
    made.get(1).close();
    saw(2, "b");
    made.get(0).close();
    made.get(2).close();
    saw(0, "b", "a", "c");
  }

  static void ownInARecord() {
    Holding held = Things.hold(List.of("a", "b", "c"));
    expect("note", held.note(), "2 more");
    List<Thing> rest = List.of(held.rest().get(1), held.rest().get(0));
    expect("label", rest.get(0).label(), "c");
    expect("unhold", Things.unhold(new Holding(held.first(), "", rest)), List.of("a", "c", "b"));
    saw(0);
  }

  static void ownInAVariant() {
    Parcel nothing = Things.pack(List.of());
    expect("nothing", nothing, new Parcel.Nothing());
    Parcel.One one = (Parcel.One) Things.pack(List.of("a"));
    expect("label", one.value().label(), "a");
    expect("unpack one", Things.unpack(one), List.of("a"));
    Tuple2<Thing, Thing> two = ((Parcel.Two) Things.pack(List.of("a", "b"))).value();
    expect("label", two.f1().label(), "b");
    Parcel swapped = new Parcel.Two(new Tuple2<>(two.f1(), two.f0()));
    expect("unpack two", Things.unpack(swapped), List.of("b", "a"));
    expect("unpack nothing", Things.unpack(nothing), List.of());
    saw(0);
  }

  static void ownInAResult() throws Things.FindException, Things.ExchangeException {
    Thing found = Things.find("a");
    expect("label", found.label(), "a");
    expect("not found", ((Things.FindException) thrown(() -> Things.find(""))).value(), "no label");
    expect("exchange", Things.exchange(found, true), "a");
    Exception refusal = thrown(() -> Things.exchange(new Thing("b"), false));
    Thing back = ((Things.ExchangeException) refusal).value();
    expect("label", back.label(), "b");
    back.close();
    saw(0, "b");
  }

  static void sameName() {
    Thing thing = new Thing("a");
    Others.Thing one = new Others.Thing(1);
    Others.Thing two = new Others.Thing(2);
    expect("sum", Others.sum(List.of(one, two)), 3L);
    one.close();
    two.close();
    saw(1);
    long[] numbers = Ledger.droppedNumbers();
    expect("dropped numbers", numbers.length == 2 && numbers[0] == 1 && numbers[1] == 2, true);
    thing.close();
    saw(0, "a");
  }

  static void aThousandHandles() {
    String[] labels = new String[1000];
    List<Thing> made = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Integer.toString(i);
      made.add(new Thing(labels[i]));
    }
    saw(1000);
    for (Thing thing : made) {
      thing.close();
    }
    saw(0, labels);
  }

  static void useAfterDrop() {
    Thing thing = new Thing("a");
    thing.close();
    refused(thing::label, "thing", "closed");
    refused(() -> Things.look(thing), "look", "it", "closed");
    thing.close();
    expect("calls", Ledger.calls(), 0L);
    saw(0, "a");
  }

  static void useAfterMove() {
    Thing thing = new Thing("a");
    Things.take(thing);
    refused(thing::label, "thing", "given away");
    refused(() -> Things.take(thing), "take", "it", "given away");
    thing.close();
    expect("calls", Ledger.calls(), 1L);
    saw(0);
  }

  static void refusedArgumentsStay() {
    Thing a = new Thing("a");
    Thing b = new Thing("b");
    b.close();
    refused(() -> Things.unhold(new Holding(a, "", List.of(b))), "unhold", "all");
    expect("calls", Ledger.calls(), 0L);
    expect("label", a.label(), "a");
    a.close();
    saw(0, "b", "a");
  }

  static void ownTwice() {
    Thing a = new Thing("a");
    refused(() -> Things.unhold(new Holding(a, "", List.of(a))), "unhold", "all");
    refused(() -> Thing.merge(a, a), "merge", "b");
    expect("calls", Ledger.calls(), 0L);
    expect("label", a.label(), "a");
    a.close();
    saw(0, "a");
  }
}
