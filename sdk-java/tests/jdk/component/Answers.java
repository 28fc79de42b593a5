package checks;

import java.util.List;
import wit.test.jdk.exports.Checks;

/** Answers the lines in a component. */
public final class Answers implements Checks {
  @Override
  public List<String> lines() {
    return Suite.lines();
  }
}
