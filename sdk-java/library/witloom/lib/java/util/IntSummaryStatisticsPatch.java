package witloom.lib.java.util;

import java.util.IntSummaryStatistics;
import witloom.lib.OfObject;

/** A text of {@link IntSummaryStatistics} like the JDK's. */
public final class IntSummaryStatisticsPatch {
  private IntSummaryStatisticsPatch() {}

  @OfObject
  public static String toString(IntSummaryStatistics self) {
    return String.format(
        "IntSummaryStatistics{count=%d, sum=%d, min=%d, average=%f, max=%d}",
        self.getCount(), self.getSum(), self.getMin(), self.getAverage(), self.getMax());
  }
}
