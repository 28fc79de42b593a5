package witloom.build;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Runs javac in this process. */
final class Compiler {
  private final Settings settings;
  private final JavaCompiler javac;

  Compiler(Settings settings) throws Failure {
    this.settings = settings;
    this.javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new Failure(Main.COMPILE, "this Java has no compiler: a JDK is needed, not a JRE");
    }
  }

  void compile(List<Path> sources) throws Failure {
    List<String> options =
        List.of(
            "--release", "17", "-g", "-parameters", "-proc:none", "-encoding", "UTF-8", "-nowarn",
            "-cp", settings.compilePath(), "-d", settings.classes().toString());
    StringWriter text = new StringWriter();
    try (var files = javac.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      boolean good = javac.getTask(new PrintWriter(text), files, null, options, null, units).call();
      if (!good) {
        throw new Failure(Main.COMPILE, text.toString().strip());
      }
    } catch (java.io.IOException problem) {
      throw new Failure(Main.COMPILE, problem.toString());
    }
  }
}
