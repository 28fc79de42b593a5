package witloom.lib.java.lang;

import witloom.lib.Environment;
import witloom.lib.OfObject;

/** Instead of methods of {@link Runtime}. */
public final class RuntimePatch {
  private RuntimePatch() {}

  @OfObject
  public static void exit(Runtime self, int status) {
    Environment.exit(status);
  }

  @OfObject
  public static void halt(Runtime self, int status) {
    Environment.exit(status);
  }
}
