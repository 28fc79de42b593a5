package witloom.lib.java.util;

import java.util.Locale;
import java.util.TimeZone;
import witloom.lib.Environment;
import witloom.lib.OfObject;

/** Instead of methods of {@link TimeZone}. */
public final class TimeZonePatch {
  private TimeZonePatch() {}

  /** The zone that {@code TZ} names, or else UTC: the host tells of none. */
  public static TimeZone detectTimezone() {
    String name = Environment.variables().get("TZ");
    return TimeZone.getTimeZone(name == null || name.isEmpty() ? "UTC" : name);
  }

  /** Names of zones are none that a component holds, but for that of the one that it has if nobody sets another. */
  @OfObject
  public static String getDisplayName(
      TimeZone self, boolean isDaylight, int style, Locale locale) {
    String id = self.getID();
    if (style == TimeZone.SHORT && (id.equals("UTC") || id.startsWith("GMT"))) {
      return id;
    }
    if (id.equals("UTC") && locale.getLanguage().equals("en")) {
      return "Coordinated Universal Time";
    }
    throw new UnsupportedOperationException("a component holds no name of the time zone " + id);
  }
}
