package witloom.lib.java.util;

import java.util.TimeZone;
import witloom.lib.Environment;

/** Instead of methods of {@link TimeZone}. */
public final class TimeZonePatch {
  private TimeZonePatch() {}

  /** The zone that {@code TZ} names, or else UTC: the host tells of none. */
  public static TimeZone detectTimezone() {
    String name = Environment.variables().get("TZ");
    return TimeZone.getTimeZone(name == null || name.isEmpty() ? "UTC" : name);
  }
}
