package witloom.lib.java.util;

import java.util.LongSummaryStatistics;
import witloom.lib.OfObject;

/** A text of {@link LongSummaryStatistics} like the JDK's. */
public final class LongSummaryStatisticsPatch {
  private LongSummaryStatisticsPatch() {}

  @OfObject
  public static String toString(LongSummaryStatistics self) {
    return String.format(
        "LongSummaryStatistics{count=%d, sum=%d, min=%d, average=%f, max=%d}",
        self.getCount(), self.getSum(), self.getMin(), self.getAverage(), self.getMax());
  }
}
