package scripts;

import java.util.List;
import wit.matrix.costs.exports.Work;

/** What is called again and again. */
public final class Worker implements Work {
  @Override
  public void nothing() {}

  @Override
  public int add(int a, int b) {
    return a + b;
  }

  @Override
  public String text(String text) {
    return text;
  }

  @Override
  public byte[] bytes(byte[] bytes) {
    return bytes;
  }

  @Override
  public long[] integers(long[] numbers) {
    return numbers;
  }

  @Override
  public double[] floats(double[] numbers) {
    return numbers;
  }

  @Override
  public List<Point> points(List<Point> points) {
    return points;
  }

  @Override
  public List<Item> items(List<Item> items) {
    return items;
  }

  @Override
  public List<Shape> shapes(List<Shape> shapes) {
    return shapes;
  }

  @Override
  public long refuse(long code) throws ProblemException {
    throw new ProblemException(new Problem(code, "refused"));
  }

  @Override
  public Counter newCounter(long start) {
    return new Numbers(start);
  }

  private static final class Numbers implements Counter {
    private long number;

    Numbers(long start) {
      number = start;
    }

    @Override
    public long next() {
      return number++;
    }
  }
}
