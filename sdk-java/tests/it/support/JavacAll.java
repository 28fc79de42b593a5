import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles each folder on its own and prints what javac says. */
public final class JavacAll {
  public static void main(String[] args) throws Exception {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    for (int i = 1; i < args.length; i++) {
      Path folder = Path.of(args[i]);
      StringWriter text = new StringWriter();
      try (var files = javac.getStandardFileManager(null, null, null);
          var walk = Files.walk(folder)) {
        List<Path> sources =
            walk.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
        List<String> options =
            List.of("--release", "17", "-proc:none", "-Xlint:all", "-Werror", "-cp", args[0], "-d", folder.resolve("classes").toString());
        var units = files.getJavaFileObjectsFromPaths(sources);
        if (!javac.getTask(text, files, null, options, null, units).call()) {
          System.out.println(folder + ":\n" + text);
        }
      }
    }
  }
}
