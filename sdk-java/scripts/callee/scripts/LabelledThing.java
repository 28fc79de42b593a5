package scripts;

import wit.matrix.scripts.exports.Things.Thing;

/** A thing with a label. */
final class LabelledThing implements Thing {
  private String label;

  LabelledThing(String label) {
    Seen.live++;
    this.label = label;
  }

  /** The label, without a note in the ledger. */
  String text() {
    return label;
  }

  /** Takes a thing that came home out of the count. */
  String end() {
    Seen.live--;
    return label;
  }

  @Override
  public String label() {
    Seen.calls++;
    return label;
  }

  @Override
  public String rename(String label) {
    String before = this.label;
    this.label = label;
    return before;
  }

  @Override
  public boolean sameAs(Thing other) {
    return this == other;
  }

  /** Called when somebody else's last handle goes away. */
  @Override
  public void close() {
    Seen.live--;
    Seen.DROPPED.add(label);
  }
}
