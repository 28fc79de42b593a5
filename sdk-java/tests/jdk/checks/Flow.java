package checks;

import java.util.ArrayList;
import java.util.List;

/** Exceptions on every way out of a method. */
final class Flow {
  private static final List<String> seen = new ArrayList<>();

  private Flow() {}

  /** A resource whose closing may fail. */
  private static final class Door implements AutoCloseable {
    private final String name;
    private final boolean stuck;

    Door(String name, boolean stuck) {
      this.name = name;
      this.stuck = stuck;
    }

    @Override
    public void close() {
      seen.add("close " + name);
      if (stuck) {
        throw new IllegalStateException("stuck " + name);
      }
    }
  }

  static void run(Lines lines) {
    lines.add("flow.twoDoors", () -> twoDoors(1));
    lines.add("flow.twoDoorsVoid", Flow::twoDoorsVoid);
    lines.add("flow.threeDoors", () -> threeDoors(1));
    lines.add("flow.rethrow3", () -> rethrow3("x"));
    lines.add("flow.rethrow4", () -> rethrow4("x"));
    lines.add("flow.finallyThrows", () -> finallyThrows(3));
    lines.add("flow.loopThrows", () -> loopThrows(3));
    lines.add("flow.switchThrows", () -> switchThrows(2));
    lines.add("flow.lock", () -> lock("x"));
    lines.add("flow.stuckAfterBody", () -> suppressed(false, true));
    lines.add("flow.bodyThenStuck", () -> suppressed(true, true));
    lines.add("flow.twoStuck", Flow::twoStuck);
    lines.add("flow.nullDoor", Flow::nullDoor);
    lines.add("flow.finallyReturns", Flow::finallyReturns);
    lines.add("flow.nestedFinally", Flow::nestedFinally);
    lines.add("flow.seen", () -> seen);
  }

  private static int twoDoors(int n) {
    try (Door a = new Door("a", false);
        Door b = new Door("b", false)) {
      throw new IllegalArgumentException("body " + n);
    }
  }

  private static Object twoDoorsVoid() {
    throwing();
    return "not reached";
  }

  private static void throwing() {
    try (Door a = new Door("c", false);
        Door b = new Door("d", false)) {
      throw new IllegalArgumentException("void body");
    }
  }

  private static double threeDoors(int n) {
    try (Door a = new Door("e", false);
        Door b = new Door("f", true);
        Door c = new Door("g", false)) {
      throw new IllegalArgumentException("body " + n);
    }
  }

  private static int rethrow3(String text) {
    try {
      try {
        try {
          throw new IllegalStateException("deep " + text);
        } catch (IllegalStateException problem) {
          seen.add("1");
          throw problem;
        }
      } catch (IllegalStateException problem) {
        seen.add("2");
        throw problem;
      }
    } catch (IllegalStateException problem) {
      seen.add("3");
      throw problem;
    }
  }

  private static long rethrow4(String text) {
    try {
      return rethrow3(text);
    } catch (IllegalStateException problem) {
      try {
        try {
          throw new IllegalArgumentException(problem);
        } finally {
          seen.add("4");
        }
      } catch (IllegalArgumentException wrapped) {
        throw new UnsupportedOperationException("5", wrapped);
      } finally {
        seen.add("6");
      }
    }
  }

  private static String finallyThrows(int n) {
    try {
      if (n > 2) {
        throw new IllegalStateException("lost");
      }
      return "fine";
    } finally {
      if (n > 1) {
        throw new UnsupportedOperationException("wins");
      }
    }
  }

  private static int loopThrows(int n) {
    for (int i = 0; ; i++) {
      try {
        if (i == n) {
          throw new IndexOutOfBoundsException("at " + i);
        }
      } catch (IndexOutOfBoundsException problem) {
        try (Door a = new Door("loop", true)) {
          throw problem;
        }
      }
    }
  }

  private static boolean switchThrows(int n) {
    switch (n) {
      case 1:
        try {
          throw new IllegalStateException("one");
        } finally {
          seen.add("one");
        }
      case 2:
        try (Door a = new Door("two", false);
            Door b = new Door("zwei", false)) {
          throw new IllegalStateException("two");
        }
      default:
        throw new IllegalStateException("other");
    }
  }

  private static int lock(Object lock) {
    synchronized (lock) {
      try {
        synchronized (Flow.class) {
          throw new IllegalStateException("locked");
        }
      } catch (IllegalStateException problem) {
        throw new IllegalArgumentException(problem.getMessage() + " twice");
      }
    }
  }

  private static String suppressed(boolean body, boolean stuck) {
    try (Door a = new Door("h", stuck)) {
      if (body) {
        throw new IllegalArgumentException("body");
      }
      return "not reached";
    } catch (IllegalArgumentException | IllegalStateException problem) {
      return problem.getMessage() + " " + List.of(problem.getSuppressed());
    }
  }

  private static String twoStuck() {
    try (Door a = new Door("i", true);
        Door b = new Door("j", true)) {
      throw new IllegalArgumentException("body");
    } catch (IllegalArgumentException problem) {
      return problem.getMessage() + " " + List.of(problem.getSuppressed());
    }
  }

  private static String nullDoor() {
    try (Door none = null) {
      return "no door";
    }
  }

  @SuppressWarnings("finally")
  private static int finallyReturns() {
    try {
      throw new IllegalStateException("lost");
    } finally {
      return 7;
    }
  }

  private static String nestedFinally() {
    StringBuilder text = new StringBuilder();
    try {
      try {
        text.append("a");
        throw new IllegalStateException("b");
      } finally {
        text.append("c");
        try {
          text.append("d");
          throw new IllegalArgumentException("e");
        } catch (IllegalArgumentException problem) {
          text.append(problem.getMessage());
        } finally {
          text.append("f");
        }
      }
    } catch (IllegalStateException problem) {
      return text.append(problem.getMessage()).toString();
    }
  }
}
