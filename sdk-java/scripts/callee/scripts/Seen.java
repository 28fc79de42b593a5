package scripts;

import java.util.ArrayList;
import java.util.List;
import wit.matrix.scripts.exports.Ledger;

/** What happened to the things of this component. */
public final class Seen implements Ledger {
  static long calls;
  static long live;
  static final List<String> DROPPED = new ArrayList<>();
  static final List<Long> NUMBERS = new ArrayList<>();

  @Override
  public void reset() {
    calls = 0;
    live = 0;
    DROPPED.clear();
    NUMBERS.clear();
  }

  @Override
  public long calls() {
    return calls;
  }

  @Override
  public long live() {
    return live;
  }

  @Override
  public List<String> dropped() {
    return DROPPED;
  }

  @Override
  public long[] droppedNumbers() {
    long[] numbers = new long[NUMBERS.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = NUMBERS.get(i);
    }
    return numbers;
  }
}
