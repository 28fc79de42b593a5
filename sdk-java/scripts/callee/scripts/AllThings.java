package scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wit.matrix.scripts.exports.Things;
import witloom.rt.Tuple2;

/** Makes things and hands them around. */
public final class AllThings implements Things {
  private Thing kept;

  private static String end(Thing it) {
    return ((LabelledThing) it).end();
  }

  private static String text(Thing it) {
    return ((LabelledThing) it).text();
  }

  private static List<String> endAll(List<Thing> all) {
    List<String> labels = new ArrayList<>();
    for (Thing it : all) {
      labels.add(end(it));
    }
    return labels;
  }

  @Override
  public Thing newThing(String label) {
    return new LabelledThing(label);
  }

  @Override
  public Thing thingMerge(Thing a, Thing b) {
    return new LabelledThing(end(a) + "+" + end(b));
  }

  @Override
  public String look(Thing it) {
    Seen.calls++;
    return text(it);
  }

  @Override
  public List<String> lookAll(List<Thing> all) {
    Seen.calls++;
    List<String> labels = new ArrayList<>();
    for (Thing it : all) {
      labels.add(text(it));
    }
    return labels;
  }

  @Override
  public String take(Thing it) {
    Seen.calls++;
    return end(it);
  }

  @Override
  public Thing echo(Thing it) {
    return it;
  }

  @Override
  public void keep(Thing it) {
    kept = it;
  }

  @Override
  public Optional<Thing> kept() {
    Optional<Thing> it = Optional.ofNullable(kept);
    kept = null;
    return it;
  }

  @Override
  public List<Thing> make(List<String> labels) {
    List<Thing> made = new ArrayList<>();
    for (String label : labels) {
      made.add(new LabelledThing(label));
    }
    return made;
  }

  @Override
  public Holding hold(List<String> labels) {
    List<Thing> made = make(labels);
    List<Thing> rest = made.subList(1, made.size());
    return new Holding(made.get(0), rest.size() + " more", rest);
  }

  @Override
  public List<String> unhold(Holding all) {
    Seen.calls++;
    List<String> labels = new ArrayList<>();
    labels.add(end(all.first()));
    labels.addAll(endAll(all.rest()));
    return labels;
  }

  @Override
  public Parcel pack(List<String> labels) {
    List<Thing> made = make(labels);
    return switch (made.size()) {
      case 0 -> new Parcel.Nothing();
      case 1 -> new Parcel.One(made.get(0));
      default -> new Parcel.Two(new Tuple2<>(made.get(0), made.get(1)));
    };
  }

  @Override
  public List<String> unpack(Parcel all) {
    if (all instanceof Parcel.One one) {
      return List.of(end(one.value()));
    }
    if (all instanceof Parcel.Two two) {
      return List.of(end(two.value().f0()), end(two.value().f1()));
    }
    return List.of();
  }

  @Override
  public Thing find(String label) throws FindException {
    if (label.isEmpty()) {
      throw new FindException("no label");
    }
    return new LabelledThing(label);
  }

  @Override
  public String exchange(Thing it, boolean fine) throws ExchangeException {
    if (!fine) {
      throw new ExchangeException(it);
    }
    return end(it);
  }
}
