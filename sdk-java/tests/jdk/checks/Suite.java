package checks;

import java.util.List;

/** Every check. */
final class Suite {
  private Suite() {}

  static List<String> lines() {
    Lines lines = new Lines();
    Flow.run(lines);
    Numbers.run(lines);
    Floating.run(lines);
    Formats.run(lines);
    Strict.run(lines);
    Messages.run(lines);
    Texts.run(lines);
    Structures.run(lines);
    Library.run(lines);
    Stored.run(lines);
    Scans.run(lines);
    Languages.run(lines);
    return lines.all();
  }
}
