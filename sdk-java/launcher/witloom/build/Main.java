package witloom.build;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compiles components, one after the other: javac, the wiring of exports to the user's classes, TeaVM.
 *
 * <p>Each line of standard input is the path of a settings file. The answer is a line with a code and the
 * lengths of two texts, warnings and errors, which follow. The program ends with its input.
 */
public final class Main {
  /** Something went wrong that the user can't mend. */
  private static final int UNFORESEEN = 1;

  /** The user's code does not compile. */
  static final int COMPILE = 3;

  /** An exported interface has no single implementation. */
  static final int WIRING = 4;

  /** TeaVM cannot translate something that the code reaches. */
  static final int TRANSLATE = 5;

  private Main() {}

  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    var jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
      var warnings = new ByteArrayOutputStream();
      var errors = new ByteArrayOutputStream();
      System.setOut(new PrintStream(warnings, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
      int code = run(Path.of(job));
      answers.print(code + " " + warnings.size() + " " + errors.size() + "\n");
      warnings.writeTo(answers);
      errors.writeTo(answers);
      answers.flush();
    }
  }

  private static int run(Path settings) {
    try {
      build(Settings.read(settings));
      return 0;
    } catch (Failure failure) {
      System.err.println(failure.getMessage());
      return failure.code();
    } catch (Exception | Error problem) {
      problem.printStackTrace();
      return UNFORESEEN;
    }
  }

  private static void build(Settings settings) throws Exception {
    Files.createDirectories(settings.classes());
    Compiler compiler = new Compiler(settings);
    compiler.compile(settings.sources());
    List<Implementation> found = Implementation.findAll(settings);
    compiler.compile(List.of(Wiring.write(settings, found)));
    Translator.translate(settings);
  }
}
