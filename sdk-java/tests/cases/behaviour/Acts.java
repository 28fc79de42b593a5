package app;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import wit.test.behaviour.imports.Host;
import witloom.rt.Text;

/** Everything that is no matter of types. */
public final class Acts implements wit.test.behaviour.exports.Acts {
  @Override
  public void nothing() {}

  @Override
  public long add(long a, long b) {
    return a + b;
  }

  @Override
  public String echo(String text) {
    return text;
  }

  @Override
  public byte[] echoBytes(byte[] bytes) {
    return bytes;
  }

  @Override
  public long[] echoWords(long[] words) {
    return words;
  }

  @Override
  public List<Row> echoRows(List<Row> rows) {
    return rows;
  }

  @Override
  public String through(String text) {
    return Host.echo(text);
  }

  @Override
  public long fetch(long n) {
    long sum = 0;
    for (String text : Host.fetch(n)) {
      sum += text.length();
    }
    return sum;
  }

  @Override
  public String fail(String how) {
    String nothing = how.equals("null") ? null : how;
    switch (how) {
      case "null":
        return "" + nothing.length();
      case "bounds":
        return "" + (new int[2])[how.length()];
      case "cast":
        return "" + (Integer) (Object) how;
      case "divide":
        return "" + 1 / (how.length() - 6);
      case "deep":
        return deep(3);
      case "missing":
        throw new NoSuchElementException("nobody");
      case "cause":
        throw new IllegalStateException("outer", new RuntimeException("inner"));
      case "endless":
        return endless(0);
      default:
        throw new UnsupportedOperationException(how);
    }
  }

  private static String deep(int n) {
    if (n == 0) {
      throw new IllegalArgumentException("deep down");
    }
    return deep(n - 1) + n;
  }

  private static String endless(int n) {
    return endless(n + 1) + n;
  }

  @Override
  public String caught(String how) {
    try {
      return fail(how);
    } catch (RuntimeException problem) {
      return problem.getClass().getSimpleName() + ": " + problem.getMessage();
    }
  }

  @Override
  public int divide(int a, int b) {
    return a / b;
  }

  @Override
  public long divideLong(long a, long b) {
    return a / b;
  }

  @Override
  public int remainder(int a, int b) {
    return a % b;
  }

  @Override
  public void say(String text) {
    System.out.print(text);
    System.err.println("err " + text);
  }

  @Override
  public double[] maths(double x) {
    return new double[] {
      Math.sin(x), Math.cos(x), Math.exp(x), Math.log(x), Math.pow(x, 2.5), Math.atan2(x, 2),
      Math.sqrt(x), Math.floor(x), Math.ceil(x)
    };
  }

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  @Override
  public double random() {
    return Math.random();
  }

  @Override
  public long churn(long n) {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      List<String> list = new ArrayList<>();
      list.add("x" + i);
      sum += list.get(0).length();
    }
    return sum;
  }

  @Override
  public String format(double value) {
    return Text.format("{} is {}", "it", Text.fixed(value, 2));
  }

  @Override
  public int badNumber() {
    return 256;
  }

  @Override
  public String surrogate() {
    return "a\ud800b\udc00";
  }
}
