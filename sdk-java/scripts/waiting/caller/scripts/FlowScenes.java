package scripts;

import static scripts.Scenes.expect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import wit.matrix.waiting.imports.Flows;
import wit.matrix.waiting.imports.Tasks;
import witloom.rt.Future;
import witloom.rt.ItemStream;
import witloom.rt.Result;
import witloom.rt.Tuple2;

/** Scenarios of the other side's streams and futures. */
final class FlowScenes {
  private FlowScenes() {}

  private static InputStream bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new ByteArrayInputStream(bytes);
  }

  private static String all(InputStream stream) throws IOException {
    return Arrays.toString(stream.readAllBytes());
  }

  private static <T> List<T> all(ItemStream<T> stream) {
    List<T> all = new ArrayList<>();
    for (T one : stream) {
      all.add(one);
    }
    return all;
  }

  static void bytesThereAndBack() throws IOException {
    expect("bytes", all(Flows.bump(bytes(0, 1, 254, 255))), "[1, 2, -1, 0]");
    InputStream parts =
        ItemStream.bytes(
            out -> {
              out.write("abc".getBytes());
              out.write(new byte[0]);
              out.write("de".getBytes());
            });
    expect("parts", new String(Flows.bump(parts).readAllBytes()), "bcdef");
    expect("total", Flows.total(bytes(1, 2, 255)), 258L);
  }

  private static byte[] numbers(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /** Passes bytes there and back in pieces of a size, on both ways. */
  private static void inChunksOf(int size, int length) throws IOException {
    byte[] data = numbers(length);
    ItemStream.ByteWriter pieces =
        out -> {
          for (int at = 0; at < length; at += size) {
            out.write(data, at, Math.min(size, length - at));
          }
        };
    InputStream back = Flows.bump(ItemStream.bytes(pieces));
    byte[] piece = new byte[size];
    int at = 0;
    for (int count; (count = back.read(piece)) >= 0; ) {
      for (int i = 0; i < count; i++, at++) {
        if (piece[i] != (byte) (data[at] + 1)) {
          expect("byte " + at, piece[i], (byte) (data[at] + 1));
        }
      }
    }
    expect("length", at, length);
    long sum = 0;
    for (byte each : data) {
      sum += each & 0xff;
    }
    expect("total", Flows.total(ItemStream.bytes(pieces)), sum);
  }

  static void chunksOf1() throws IOException {
    inChunksOf(1, 300);
  }

  static void chunksOf7() throws IOException {
    inChunksOf(7, 1000);
  }

  static void chunksOfAMebibyte() throws IOException {
    inChunksOf(1 << 20, (2 << 20) + 5);
  }

  static void nothingInAStream() throws IOException {
    expect("bump", Flows.bump(bytes()).read(), -1);
    expect("total", Flows.total(bytes()), 0L);
    expect("shout", all(Flows.shout(ItemStream.of())), List.of());
    expect("count", Flows.count(0).read(), -1);
  }

  static void texts() {
    String longer = "long ".repeat(5000);
    List<String> back = all(Flows.shout(ItemStream.of("a", "", "é€😀", longer)));
    expect("texts", back, List.of("a!", "!", "é€😀!", longer + "!"));
  }

  static void records() {
    List<Flows.Point> given = new ArrayList<>();
    List<Flows.Point> wanted = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      given.add(new Flows.Point(i - 100, "p" + i));
      wanted.add(new Flows.Point(100 - i, "p" + i));
    }
    expect("points", all(Flows.mirror(ItemStream.of(given))), wanted);
  }

  /** Ends the scenario unless an error is thrown that says this. */
  private static void expectRefusal(String what, Runnable act, String says) {
    String message = "nothing was thrown";
    try {
      act.run();
    } catch (IllegalStateException problem) {
      message = problem.getMessage();
    }
    if (!message.contains(says)) {
      throw new Scenes.Difference(what + ": " + message);
    }
  }

  static void handlesAfterTheirStream() {
    Flows.Token token = new Flows.Token(3);
    expect("sum", Flows.collect(ItemStream.of(List.of(token))), 3L);
    expectRefusal("a method", token::number, "given away");
  }

  static void twoReaders() throws InterruptedException {
    BlockingQueue<Integer> gate = new ArrayBlockingQueue<>(1);
    InputStream bumped = Flows.bump(ItemStream.bytes(out -> out.write(gate.take())));
    int[] first = {0};
    Thread reader = new Thread(() -> first[0] = read(bumped));
    reader.start();
    Thread.sleep(1);
    expectRefusal("a second reader", () -> read(bumped), "another thread reads this");
    gate.add(0);
    reader.join();
    expect("the first", first[0], 1);
  }

  private static int read(InputStream stream) {
    try {
      return stream.read();
    } catch (IOException problem) {
      throw new IllegalArgumentException(problem);
    }
  }

  static void handles() {
    List<Long> numbers = new ArrayList<>();
    for (Flows.Token token : Flows.tokens(5)) {
      try (token) {
        numbers.add(token.number());
      }
    }
    expect("tokens", numbers, List.of(0L, 1L, 2L, 3L, 4L));
    List<Flows.Token> tokens = new ArrayList<>();
    for (long number = 4; number <= 6; number++) {
      tokens.add(new Flows.Token(number));
    }
    expect("collect", Flows.collect(ItemStream.of(tokens)), 15L);
    for (Flows.Token token : tokens) {
      try {
        token.number();
      } catch (IllegalStateException given) {
        continue;
      }
      throw new Scenes.Difference("a token that was given away answers");
    }
  }

  static void handlesThereAndBack() {
    List<Flows.Token> given = new ArrayList<>();
    for (long number = 1; number <= 5; number++) {
      given.add(new Flows.Token(number));
    }
    List<Flows.Token> odd = all(Flows.odd(ItemStream.of(given)));
    List<Long> numbers = new ArrayList<>();
    for (Flows.Token token : odd) {
      numbers.add(token.number());
    }
    expect("odd", numbers, List.of(1L, 3L, 5L));
    expect("sum", Flows.collect(ItemStream.of(odd)), 9L);
  }

  static void methodsThatWait() {
    try (Flows.Token token = Flows.Token.later(7, 5)) {
      Future<Long> slow = Future.async(() -> token.numberLater(10));
      Future<Long> fast = Future.async(() -> token.numberLater(1));
      expect("numbers", List.of(token.number(), slow.get(), fast.get()), List.of(7L, 7L, 7L));
    }
  }

  static void theWriterEndsEarly() throws IOException {
    byte[] piece = new byte[100];
    InputStream counted = Flows.count(5);
    int size = 0;
    for (int count; (count = counted.read(piece, size, 100 - size)) >= 0; ) {
      size += count;
    }
    expect("read", Arrays.toString(Arrays.copyOf(piece, size)), "[0, 1, 2, 3, 4]");
    expect("first", Arrays.toString(Flows.first(ItemStream.of(7L, 8L), 5)), "[7, 8]");
  }

  static void theCalleeLeaves() throws InterruptedException {
    boolean[] left = {false};
    ItemStream<Long> endless =
        ItemStream.written(
            numbers -> {
              for (long number = 0; numbers.put(number); number++) {
                // The reader wants more.
              }
              left[0] = true;
            });
    expect("first", Arrays.toString(Flows.first(endless, 3)), "[0, 1, 2]");
    expect("left", Scenes.soon(() -> left[0]), true);
  }

  static void errorBesideAStream() {
    Tuple2<ItemStream<String>, Future<Result<Void, String>>> broken = Flows.lines(3, true);
    expect("texts", all(broken.f0()), List.of("line 0", "line 1", "line 2"));
    expect("end", broken.f1().get(), Result.err("no line 3"));
    Tuple2<ItemStream<String>, Future<Result<Void, String>>> whole = Flows.lines(1, false);
    expect("whole", all(whole.f0()), List.of("line 0"));
    expect("well", whole.f1().get().isOk(), true);
  }

  static void futureTheCalleeDrops() {
    Flows.ignore(
        Future.async(
            () -> {
              Thread.sleep(5);
              return "unheard";
            }));
    expect("after it", Tasks.nap("still", 20), "still after 20");
  }

  static void trapInTheMiddleOfAStream() {
    all(Flows.breakOff(3));
  }

  static void theReaderLeaves() throws InterruptedException {
    long before = Flows.left();
    try (ItemStream<Long> numbers = Flows.endless()) {
      for (long number = 0; number < 5; number++) {
        expect("number", numbers.next(), number);
      }
    }
    Scenes.soon(() -> Flows.left() > before);
    expect("left", Flows.left(), before + 1);
  }

  static void futureThatComesLater() {
    Future<String> word = Flows.later("word", 5);
    expect("word", word.get(), "word");
    expect("word again", word.get(), "word");
  }

  static void futureOfTheCaller() {
    expect("hear", Flows.hear(Future.of("now")), "heard now");
    Future<String> late =
        Future.async(
            () -> {
              Thread.sleep(5);
              return "late";
            });
    expect("hear", Flows.hear(late), "heard late");
  }

  static void futureNobodyReads() {
    Flows.later("closed", 2).close();
    Flows.later("forgotten", 1);
    expect("after it", Tasks.nap("a", 10), "a after 10");
  }

  static void insideOfARecord() {
    Flows.Envelope envelope = Flows.letters();
    expect("texts", all(envelope.texts()), List.of("one", "two", "three"));
    expect("number", envelope.number().get(), 3L);
  }
}
