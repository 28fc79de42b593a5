package scripts;

import static scripts.Scenes.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import wit.matrix.waiting.imports.Tasks;
import witloom.rt.Future;

/** Scenarios of the other side's tasks. */
final class TaskScenes {
  private TaskScenes() {}

  static void returnsAtOnce() {
    expect("now", Tasks.now("a"), "a now");
  }

  static void waits() {
    expect("nap", Tasks.nap("a", 5), "a after 5");
  }

  static void twoAtOnce() {
    Tasks.seen();
    List<String> order = new ArrayList<>();
    Future<String> slow = noted("slow", 60, order);
    Future<String> fast = noted("fast", 5, order);
    expect("slow", slow.get(), "slow after 60");
    expect("fast", fast.get(), "fast after 5");
    expect("order", order, List.of("fast", "slow"));
    expect(
        "order over there",
        Tasks.seen(),
        List.of("slow began", "fast began", "fast ended", "slow ended"));
  }

  private static Future<String> noted(String name, long ms, List<String> order) {
    return Scenes.atOnce(
        () -> {
          String text = Tasks.nap(name, ms);
          order.add(name);
          return text;
        });
  }

  static void rendezvous() throws InterruptedException {
    Future<String> met = Scenes.atOnce(() -> Tasks.meet("first"));
    Thread.sleep(2);
    Tasks.arrive("first", "hello");
    expect("meet before arrive", met.get(), "hello");
    Tasks.arrive("second", "early");
    expect("arrive before meet", Tasks.meet("second"), "early");
  }

  static void declaredErrorAfterWaiting() throws Tasks.HalfException {
    expect("half of 8", Tasks.half(8), 4L);
    try {
      Tasks.half(7);
    } catch (Tasks.HalfException error) {
      expect("half of 7", error.value(), "7 is odd");
      return;
    }
    throw new Scenes.Difference("half of 7: nothing was thrown");
  }

  static void cancelledWhileItWaits() throws InterruptedException {
    long before = Tasks.givenUp();
    String[] ended = {"nothing"};
    Thread nap =
        new Thread(
            () -> {
              try {
                ended[0] = Tasks.nap("long", 60_000);
              } catch (CancellationException cancelled) {
                ended[0] = "cancelled";
              }
            });
    nap.start();
    Thread.sleep(20);
    nap.interrupt();
    nap.join();
    expect("the call", ended[0], "cancelled");
    expect("given up", Tasks.givenUp(), before + 1);
    expect("after it", Tasks.nap("b", 1), "b after 1");
  }

  static void cancelledBeforeItStarts() throws InterruptedException {
    Tasks.seen();
    String[] ended = {"nothing"};
    Thread nap =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                ended[0] = Tasks.nap("never", 0);
              } catch (CancellationException cancelled) {
                ended[0] = "cancelled";
              }
            });
    nap.start();
    nap.join();
    expect("the call", ended[0], "cancelled");
    expect("next", Tasks.nap("next", 10), "next after 10");
    expect("seen", Tasks.seen(), List.of("next began", "next ended"));
  }

  static void cancelledInVain() throws InterruptedException {
    Tasks.seen();
    String[] ended = {"nothing"};
    Thread nap = new Thread(() -> ended[0] = Tasks.stubborn("deaf", 50));
    nap.start();
    Thread.sleep(5);
    nap.interrupt();
    nap.join();
    expect("the call", ended[0], "deaf after 50");
    expect("seen", Tasks.seen(), List.of("deaf began", "deaf ended"));
    expect("after it", Tasks.now("still"), "still now");
  }

  static void cancelledWhenOver() throws InterruptedException {
    long before = Tasks.givenUp();
    String[] ended = {"nothing"};
    Thread nap = new Thread(() -> ended[0] = Tasks.nap("over", 1));
    nap.start();
    nap.join();
    nap.interrupt();
    expect("nap", ended[0], "over after 1");
    expect("given up", Tasks.givenUp(), before);
    expect("after it", Tasks.now("still"), "still now");
  }

  static void workAfterTheResult() throws InterruptedException {
    Tasks.seen();
    Tasks.remind("milk", 50);
    List<String> seen = new ArrayList<>(Tasks.seen());
    expect("at once", seen, List.of());
    Scenes.soon(() -> seen.addAll(Tasks.seen()) || !seen.isEmpty());
    expect("later", seen, List.of("milk"));
  }

  static void tenThousandInTurn() {
    Tasks.seen();
    for (int i = 0; i < 10_000; i++) {
      if (i % 10 == 0) {
        expect("nap", Tasks.nap("n" + i, 0), "n" + i + " after 0");
      } else {
        expect("now", Tasks.now("n" + i), "n" + i + " now");
      }
    }
    expect("seen", Tasks.seen().size(), 2_000);
  }

  static void trapAfterTheResult() {
    Tasks.explodeLater("late", 5);
    Tasks.nap("other", 1000);
  }

  static void synchronousBeside() throws InterruptedException {
    boolean[] over = {false};
    Future<String> nap =
        Scenes.atOnce(
            () -> {
              String text = Tasks.nap("a", 20);
              over[0] = true;
              return text;
            });
    Thread.sleep(1);
    expect("double", Tasks.double_(21), 42L);
    expect("over", over[0], false);
    expect("nap", nap.get(), "a after 20");
  }

  static void aThousand() {
    List<Future<String>> naps = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      naps.add(Scenes.atOnce(() -> Tasks.nap("t" + number, 1 + number % 5)));
    }
    for (int i = 0; i < 1000; i++) {
      expect("nap " + i, naps.get(i).get(), "t" + i + " after " + (1 + i % 5));
    }
  }

  static void trapInOneOfMany() {
    for (int i = 0; i < 3; i++) {
      String name = "other " + i;
      Scenes.atOnce(() -> Tasks.nap(name, 1000));
    }
    expect("first", Tasks.now("first"), "first now");
    expect("second", Tasks.double_(2), 4L);
    Tasks.explode("third");
    throw new Scenes.Difference("went on after the trap");
  }
}
