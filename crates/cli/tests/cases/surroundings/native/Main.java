package app;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Tells what it is asked for, as JSON. */
final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    for (String what : args) {
      List<String> lines = new ArrayList<>();
      for (String line : Surroundings.tell(what)) {
        lines.add('"' + line + '"');
      }
      said.add("[\"" + what + "\", " + lines + "]");
    }
    System.out.println(said);
  }
}
