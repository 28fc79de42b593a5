package witloom.lib.java.util;

import java.util.DoubleSummaryStatistics;
import witloom.lib.OfObject;

/** A text of {@link DoubleSummaryStatistics} like the JDK's. */
public final class DoubleSummaryStatisticsPatch {
  private DoubleSummaryStatisticsPatch() {}

  @OfObject
  public static String toString(DoubleSummaryStatistics self) {
    return String.format(
        "DoubleSummaryStatistics{count=%d, sum=%f, min=%f, average=%f, max=%f}",
        self.getCount(), self.getSum(), self.getMin(), self.getAverage(), self.getMax());
  }
}
