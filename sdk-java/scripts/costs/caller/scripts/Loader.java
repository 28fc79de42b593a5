package scripts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import wit.matrix.costs.exports.Load;
import wit.matrix.costs.imports.Work;

/** Calls the other side again and again. */
public final class Loader implements Load {
  private static final Work.Kind[] KINDS = Work.Kind.values();

  private static void check(boolean right, String function) {
    if (!right) {
      throw new IllegalStateException(function + ": a wrong answer");
    }
  }

  private static <T> List<T> build(long count, IntFunction<T> element) {
    return IntStream.range(0, (int) count).mapToObj(element).toList();
  }

  private static Work.Point point(int i) {
    return new Work.Point(i, i / 2.0, -(double) i, i % 3 == 0, KINDS[i % 3]);
  }

  private static Work.Item item(int i) {
    return new Work.Item(i, "item " + i, List.of("new", "tag " + i % 10));
  }

  private static Work.Shape shape(int i) {
    return switch (i % 5) {
      case 0 -> new Work.Shape.Empty();
      case 1 -> new Work.Shape.Circle(new Work.Length.Pixels(i));
      case 2 ->
          new Work.Shape.Frame(
              new Work.Size(new Work.Length.Auto(), new Work.Length.Share(i / 2.0)));
      case 3 -> new Work.Shape.Label(Optional.of("shape " + i));
      default -> new Work.Shape.Label(Optional.empty());
    };
  }

  @Override
  public void nothing(long times) {
    Work.nothing();
    for (long i = 0; i < times; i++) {
      Work.nothing();
    }
  }

  @Override
  public void add(long times) {
    check(Work.add(20, -62) == -42, "add");
    for (long i = 0; i < times; i++) {
      Work.add(20, -62);
    }
  }

  @Override
  public void text(long times, String unit, long count) {
    String text = unit.repeat((int) count);
    check(Work.text(text).equals(text), "text");
    for (long i = 0; i < times; i++) {
      Work.text(text);
    }
  }

  @Override
  public void bytes(long times, long count) {
    byte[] list = new byte[(int) count];
    for (int i = 0; i < list.length; i++) {
      list[i] = (byte) (i % 251);
    }
    check(Arrays.equals(Work.bytes(list), list), "bytes");
    check(Work.bytes(new byte[0]).length == 0, "bytes");
    for (long i = 0; i < times; i++) {
      Work.bytes(list);
    }
  }

  @Override
  public void integers(long times, long count) {
    long[] list = new long[(int) count];
    for (int i = 0; i < list.length; i++) {
      list[i] = i * 4000L % (1L << 32);
    }
    check(Arrays.equals(Work.integers(list), list), "integers");
    for (long i = 0; i < times; i++) {
      Work.integers(list);
    }
  }

  @Override
  public void floats(long times, long count) {
    double[] list = new double[(int) count];
    for (int i = 0; i < list.length; i++) {
      list[i] = i / 2.0;
    }
    check(Arrays.equals(Work.floats(list), list), "floats");
    for (long i = 0; i < times; i++) {
      Work.floats(list);
    }
  }

  @Override
  public void points(long times, long count) {
    List<Work.Point> list = build(count, Loader::point);
    check(Work.points(list).equals(list), "points");
    for (long i = 0; i < times; i++) {
      Work.points(list);
    }
  }

  @Override
  public void items(long times, long count) {
    List<Work.Item> list = build(count, Loader::item);
    check(Work.items(list).equals(list), "items");
    for (long i = 0; i < times; i++) {
      Work.items(list);
    }
  }

  @Override
  public void shapes(long times, long count) {
    List<Work.Shape> list = build(count, Loader::shape);
    check(Work.shapes(list).equals(list), "shapes");
    for (long i = 0; i < times; i++) {
      Work.shapes(list);
    }
  }

  private static long one() {
    try (Work.Counter counter = new Work.Counter(7)) {
      return counter.next();
    }
  }

  @Override
  public void counter(long times) {
    check(one() == 7, "counter");
    for (long i = 0; i < times; i++) {
      one();
    }
  }

  private static Work.Problem refused() {
    try {
      Work.refuse(7);
    } catch (Work.ProblemException problem) {
      return problem.value();
    }
    throw new IllegalStateException("refuse: no error");
  }

  @Override
  public void refuse(long times) {
    check(refused().equals(new Work.Problem(7, "refused")), "refuse");
    for (long i = 0; i < times; i++) {
      refused();
    }
  }
}
