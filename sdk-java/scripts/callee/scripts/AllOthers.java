package scripts;

import java.util.List;
import wit.matrix.scripts.exports.Others;

/** Another resource of the same name. */
public final class AllOthers implements Others {
  private record NumberedThing(long number) implements Thing {
    @Override
    public void close() {
      Seen.NUMBERS.add(number);
    }
  }

  @Override
  public Thing newThing(long number) {
    return new NumberedThing(number);
  }

  @Override
  public long sum(List<Thing> all) {
    long sum = 0;
    for (Thing it : all) {
      sum += it.number();
    }
    return sum;
  }
}
