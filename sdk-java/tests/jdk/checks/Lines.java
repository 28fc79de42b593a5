package checks;

import java.util.ArrayList;
import java.util.List;

/** Collects what the checks come to. */
final class Lines {
  /** A check: answers something, or throws. */
  interface Check {
    Object run() throws Throwable;
  }

  private final List<String> lines = new ArrayList<>();

  /** Notes what a check answers or throws. */
  void add(String name, Check check) {
    String text;
    try {
      text = String.valueOf(check.run());
    } catch (Throwable problem) {
      text = "threw " + problem;
    }
    lines.add(name + " = " + text.replace("\n", "\\n"));
  }

  List<String> all() {
    return lines;
  }
}
