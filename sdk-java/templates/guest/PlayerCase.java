package matrix;

import java.util.Optional;
import wit.witloom.matrix.exports.Player;
import wit.witloom.matrix.imports.Control;

/** Makes one call and says which side saw a difference. */
public final class PlayerCase implements Player {
  @Override
  public void play(long function, long vector) throws PlayException {
    Control.expect(function, vector);
    String difference = Plays.play((int) function, (int) vector);
    Optional<String> complaint = Control.complaint();
    String said = complaint.isPresent() ? "callee: " + complaint.get() : "";
    if (difference != null) {
      said += (said.isEmpty() ? "" : "; ") + "caller: " + difference;
    }
    if (!said.isEmpty()) {
      throw new PlayException(said);
    }
  }
}
