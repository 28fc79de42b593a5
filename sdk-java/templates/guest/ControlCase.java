package matrix;

import java.util.Optional;
import wit.witloom.matrix.exports.Control;

/** Tells the callee which call comes next, and gives what was wrong with it. */
public final class ControlCase implements Control {
  @Override
  public void expect(long function, long vector) {
    Script.expect(vector);
  }

  @Override
  public Optional<String> complaint() {
    return Script.takeComplaint();
  }
}
