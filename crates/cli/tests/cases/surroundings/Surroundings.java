package app;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a program finds around it, by Java's own calls. */
final class Surroundings {
  /** Something that may fail. */
  private interface Action {
    Object run() throws IOException;
  }

  private Surroundings() {}

  static List<String> tell(String what) {
    try {
      switch (what) {
        case "environment":
          String known = System.getenv("NAME") + "," + System.getenv("EMPTY");
          String there = String.valueOf(System.getenv("NOT_THERE") != null);
          return List.of(known, there, String.valueOf(System.getenv().size()));
        case "clocks":
          return clocks();
        case "random":
          return random();
        case "input":
          return input();
        case "output":
          System.out.print("out 1, ");
          System.err.print("err 1, ");
          System.out.println("out \u00e9");
          System.err.println("err 2");
          return List.of();
        case "files":
          return files();
        case "temporary":
          return temporary();
        case "denied":
          return denied();
        case "read-only":
          return List.of(attempt(() -> Files.writeString(Path.of("/only/x"), "x")));
        case "exit":
          System.exit(7);
          return List.of();
        default:
          return List.of(Files.readString(Path.of("/secret/x")));
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static List<String> clocks() {
    long start = System.nanoTime();
    while (System.nanoTime() == start) {}
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochSecond(0), ZoneId.systemDefault());
    return List.of(
        local.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")),
        ZoneId.systemDefault().getId(),
        String.valueOf(System.currentTimeMillis() > 1_700_000_000_000L));
  }

  private static List<String> random() {
    SecureRandom secure = new SecureRandom();
    byte[] one = new byte[16];
    byte[] two = new byte[16];
    secure.nextBytes(one);
    secure.nextBytes(two);
    return List.of(
        Arrays.equals(one, two) ? "1" : "2", String.valueOf(UUID.randomUUID().version()));
  }

  private static List<String> input() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
    }
    lines.add(String.valueOf(System.in.readAllBytes().length));
    return lines;
  }

  private static String attempt(Action action) {
    try {
      return "done: " + action.run();
    } catch (AccessDeniedException problem) {
      return problem.getMessage().contains("--dir") ? "denied, --dir" : "denied";
    } catch (NoSuchFileException problem) {
      return "missing";
    } catch (DirectoryNotEmptyException problem) {
      return "not empty";
    } catch (FileAlreadyExistsException problem) {
      return "exists";
    } catch (IOException problem) {
      return problem.getMessage().contains("Is a directory") ? "folder" : problem.toString();
    }
  }

  private static String names(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .map(path -> path.getFileName().toString())
          .sorted()
          .collect(Collectors.joining(","));
    }
  }

  private static List<String> files() throws IOException {
    String root = System.getenv("ROOT");
    Path folder = Path.of(root == null ? "/" : root, "data/a/b");
    Path file = folder.resolve("\u00e9.txt");
    Path c = folder.resolve("c.txt");
    Path d = folder.resolve("d.bin");
    Files.createDirectories(folder);
    Files.writeString(file, "one\ntwo\n");
    try (FileWriter out = new FileWriter(file.toFile(), StandardCharsets.UTF_8, true)) {
      out.write("drei \u00e9\n");
    }
    List<String> said = new ArrayList<>();
    said.add(String.join(",", Files.readAllLines(file)));
    said.add(String.valueOf(Files.size(file)));
    Files.move(file, c);
    Files.copy(c, d);
    said.add(names(folder));
    byte[] middle = new byte[3];
    try (RandomAccessFile both = new RandomAccessFile(c.toFile(), "rw")) {
      both.seek(4);
      both.readFully(middle);
      both.seek(0);
      both.write("ONE".getBytes(StandardCharsets.UTF_8));
      both.setLength(3);
    }
    said.add(new String(middle, StandardCharsets.UTF_8) + " " + Files.readString(c));
    Files.write(d, new byte[] {0, -1, -128});
    said.add(hex(Files.readAllBytes(d)));
    Files.setLastModifiedTime(d, FileTime.fromMillis(1_000_000_000_000L));
    said.add(String.valueOf(Files.getLastModifiedTime(d).toMillis() / 1000));
    said.add(Files.exists(file) + " " + Files.isDirectory(folder) + " " + d.toFile().isFile());
    said.add(attempt(() -> Files.readString(file)));
    said.add(attempt(() -> Files.writeString(c, "x", StandardOpenOption.CREATE_NEW)));
    said.add(attempt(() -> deleted(folder.getParent())));
    said.add(attempt(() -> Files.readString(folder)));
    delete(folder.getParent());
    said.add(names(folder.getParent().getParent()));
    return said;
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte value : bytes) {
      text.append(Character.forDigit(value >> 4 & 15, 16))
          .append(Character.forDigit(value & 15, 16));
    }
    return text.toString();
  }

  private static Path deleted(Path path) throws IOException {
    Files.delete(path);
    return path;
  }

  private static void delete(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static List<String> temporary() throws IOException {
    Path folder = Files.createTempDirectory("x");
    Path path = folder.resolve("x");
    Files.writeString(path, "x");
    String said = folder.toString().substring(0, 5) + " " + Files.readString(path);
    delete(folder);
    return List.of(said, String.valueOf(Files.exists(folder)));
  }

  private static List<String> denied() {
    return List.of(
        attempt(() -> Files.readString(Path.of("/secret/x"))),
        attempt(() -> Files.writeString(Path.of("/secret/x"), "x")),
        attempt(() -> names(Path.of("/secret"))),
        attempt(() -> Files.createDirectory(Path.of("/secret/x"))),
        attempt(() -> deleted(Path.of("/secret/x"))),
        String.valueOf(Files.exists(Path.of("/secret/x"))));
  }
}
