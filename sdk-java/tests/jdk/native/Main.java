package checks;

/** Prints the lines on a JDK. */
public final class Main {
  public static void main(String[] args) {
    java.io.PrintStream out = new java.io.PrintStream(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
    Suite.lines().forEach(out::println);
  }
}
