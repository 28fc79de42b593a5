package witloom.build;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to build.
 *
 * @param sources the user's and the generated sources
 * @param classpath the user's libraries
 * @param interop the annotations that the runtime uses
 * @param classes where classes go
 * @param wiring where the wiring source goes
 * @param output where the module goes
 * @param exports what must be implemented
 * @param optimise whether to optimise fully
 * @param tasks whether the component has async functions, streams or futures
 */
record Settings(
    List<Path> sources,
    List<Path> classpath,
    Path interop,
    Path classes,
    Path wiring,
    Path output,
    List<Export> exports,
    boolean optimise,
    boolean tasks) {

  /**
   * An interface that must be implemented.
   *
   * @param slot the wiring method
   * @param type the Java interface
   * @param wit the WIT interface
   */
  record Export(String slot, String type, String wit) {}

  static Settings read(Path file) throws IOException {
    List<Path> sources = new ArrayList<>();
    List<Path> classpath = new ArrayList<>();
    List<Export> exports = new ArrayList<>();
    Path[] places = new Path[4];
    boolean optimise = false;
    boolean tasks = false;
    for (String line : Files.readAllLines(file)) {
      int split = line.indexOf('=');
      String value = line.substring(split + 1);
      switch (line.substring(0, split)) {
        case "source" -> sources.add(Path.of(value));
        case "classpath" -> classpath.add(Path.of(value));
        case "interop" -> places[0] = Path.of(value);
        case "classes" -> places[1] = Path.of(value);
        case "wiring" -> places[2] = Path.of(value);
        case "output" -> places[3] = Path.of(value);
        case "optimise" -> optimise = Boolean.parseBoolean(value);
        case "tasks" -> tasks = Boolean.parseBoolean(value);
        case "export" -> {
          String[] parts = value.split(" ", 3);
          exports.add(new Export(parts[0], parts[1], parts[2]));
        }
        default -> throw new IOException("unknown setting: " + line);
      }
    }
    return new Settings(
        sources, classpath, places[0], places[1], places[2], places[3], exports, optimise, tasks);
  }

  /** The class path of javac: libraries, annotations, and what is compiled already. */
  String compilePath() {
    StringBuilder path = new StringBuilder().append(classes);
    for (Path entry : classpath) {
      path.append(File.pathSeparator).append(entry);
    }
    return path.append(File.pathSeparator).append(interop).toString();
  }
}
