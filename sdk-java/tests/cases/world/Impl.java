package app;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import wit.test.outside.exports.Tools;

/** Uses what a program has around it. */
public final class Impl implements Tools {
  /** Something that may fail. */
  private interface Action {
    Object run() throws IOException;
  }

  private static String attempt(Action action) {
    try {
      return String.valueOf(action.run());
    } catch (IOException problem) {
      return problem.toString();
    }
  }

  @Override
  public List<String> environment() {
    return List.of(
        "NAME=" + System.getenv("NAME"),
        "EMPTY=" + System.getenv("EMPTY"),
        "NOT_THERE=" + System.getenv("NOT_THERE"),
        String.valueOf(System.getenv().size()));
  }

  @Override
  public List<String> input() {
    List<String> lines = new ArrayList<>();
    try {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      lines.add(String.valueOf(System.in.read()));
    } catch (IOException problem) {
      lines.add(problem.toString());
    }
    return lines;
  }

  @Override
  public List<String> files(String base) {
    List<String> said = new ArrayList<>();
    File in = new File(base, "in.txt");
    Path out = Path.of(base, "out.txt");
    Path sub = Path.of(base).resolve("sub");
    said.add(attempt(() -> bytes(in)));
    said.add(in.exists() + " " + in.isFile() + " " + in.isDirectory() + " " + in.length());
    said.add(
        attempt(
            () -> {
              Files.writeString(out, "\u00e91\ntwo\n");
              Files.writeString(out, "three\n", StandardOpenOption.APPEND);
              return Files.readAllLines(out);
            }));
    said.add(attempt(() -> rewritten(out.toFile())));
    File folder = sub.toFile();
    said.add("made " + folder.mkdirs() + ", again " + folder.mkdir());
    said.add(Arrays.toString(sorted(new File(base).list())));
    said.add(attempt(() -> moved(base, out, sub.resolve("moved.txt"))));
    said.add(attempt(() -> large(sub.resolve("moved.txt"))));
    said.add(inside(base, attempt(() -> Files.readString(Path.of(base, "none.txt")))));
    said.add(inside(base, attempt(() -> new FileInputStream(new File(base, "none.txt")))));
    said.add(
        inside(
            base,
            attempt(() -> Files.writeString(in.toPath(), "x", StandardOpenOption.CREATE_NEW))));
    said.add(inside(base, attempt(() -> new FileOutputStream(folder))));
    return said;
  }

  /** Without the folder's own path. */
  private static String inside(String base, String text) {
    return text.replace(base.equals("/") ? ": /" : base + "/", base.equals("/") ? ": " : "");
  }

  private static String[] sorted(String[] names) {
    Arrays.sort(names);
    return names;
  }

  private static String bytes(File file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (FileInputStream stream = new FileInputStream(file)) {
      text.append(stream.available());
      int value;
      do {
        value = stream.read();
        text.append(' ').append(value);
      } while (value >= 0);
    }
    return text.toString();
  }

  private static String rewritten(File file) throws IOException {
    try (FileWriter writer = new FileWriter(file)) {
      writer.write("one\n");
    }
    try (FileWriter writer = new FileWriter(file, true)) {
      writer.write("two\nthree\n");
    }
    StringBuilder text = new StringBuilder("read ");
    try (FileReader reader = new FileReader(file)) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  private static String moved(String base, Path from, Path to) throws IOException {
    Files.move(from, to);
    boolean moved = Files.exists(to) && !Files.exists(from);
    boolean deleted = to.toFile().delete();
    return "moved " + moved + ", deleted " + deleted + ", left "
        + Arrays.toString(sorted(new File(base).list()));
  }

  private static String large(Path path) throws IOException {
    byte[] bytes = new byte[70_000];
    Arrays.fill(bytes, (byte) 'x');
    Files.write(path, bytes);
    return Files.size(path) + " " + Files.readAllBytes(path).length;
  }

  @Override
  public List<String> denied(String path) {
    return List.of(
        attempt(() -> new FileInputStream(path)),
        attempt(() -> Files.readString(Path.of(path))),
        attempt(() -> Files.writeString(Path.of(path), "x")));
  }

  @Override
  public String write(String path) {
    return attempt(() -> new FileOutputStream(path));
  }

  @Override
  public List<String> clock() {
    long start = System.nanoTime();
    long millis = System.currentTimeMillis();
    long end = System.nanoTime();
    while (end == start) {
      end = System.nanoTime();
    }
    return List.of("forward " + (end > start), "millis " + (millis > 1_700_000_000_000L));
  }

  @Override
  public List<String> random() {
    UUID id = UUID.randomUUID();
    byte[] one = new byte[16];
    byte[] two = new byte[16];
    SecureRandom secure = new SecureRandom();
    secure.nextBytes(one);
    secure.nextBytes(two);
    return List.of(
        "version " + id.version() + " variant " + id.variant(),
        "bytes differ " + !Arrays.equals(one, two),
        id.toString());
  }
}
