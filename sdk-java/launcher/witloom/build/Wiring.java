package witloom.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the class that hands the user's objects to the glue. */
final class Wiring {
  private Wiring() {}

  static Path write(Settings settings, List<Implementation> found) throws IOException {
    StringBuilder text = new StringBuilder("package witloom.glue;\n\npublic final class Wiring {\n");
    for (Implementation one : found) {
      String slot = one.export().slot();
      String type = one.export().type();
      text.append("  private static ").append(type).append(" the_").append(slot).append(";\n");
      text.append("  public static ").append(type).append(' ').append(slot).append("() {\n");
      text.append("    if (the_").append(slot).append(" == null) {\n");
      text.append("      the_").append(slot).append(" = new ").append(one.type()).append("();\n    }\n");
      text.append("    return the_").append(slot).append(";\n  }\n");
    }
    Path folder = settings.wiring().resolve("witloom/glue");
    Files.createDirectories(folder);
    Path file = folder.resolve("Wiring.java");
    Files.writeString(file, text.append("}\n"));
    return file;
  }
}
