package witloom.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds one component's core module in one Java process: javac, wiring, TeaVM.
 *
 * <p>The only argument is a file of {@code key=value} lines. Warnings go to standard output, one a line,
 * and errors to standard error as their tools word them; the exit code says which step failed.
 */
public final class Main {
  /** The user's code does not compile. */
  static final int COMPILE = 3;

  /** An exported interface has no single implementation. */
  static final int WIRING = 4;

  /** TeaVM cannot translate something that the code reaches. */
  static final int TRANSLATE = 5;

  private Main() {}

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.read(Path.of(args[0]));
    Files.createDirectories(settings.classes());
    try {
      Compiler compiler = new Compiler(settings);
      compiler.compile(settings.sources());
      List<Implementation> found = Implementation.findAll(settings);
      compiler.compile(List.of(Wiring.write(settings, found)));
      Translator.translate(settings);
    } catch (Failure failure) {
      System.err.println(failure.getMessage());
      System.exit(failure.code());
    }
  }
}
