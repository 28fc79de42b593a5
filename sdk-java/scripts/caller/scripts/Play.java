package scripts;

import java.util.List;
import java.util.Objects;
import wit.matrix.scripts.imports.Ledger;

/** How scenarios compare what they see. */
final class Play {
  private Play() {}

  /** What a scenario throws when something differs. */
  static final class Difference extends RuntimeException {
    Difference(String message) {
      super(message);
    }
  }

  /** A call that may throw what it declares. */
  interface Call {
    Object run() throws Exception;
  }

  /** Ends the scenario unless both are the same. */
  static void expect(String what, Object got, Object want) {
    if (!Objects.equals(got, want)) {
      throw new Difference(what + ": expected " + want + ", got " + got);
    }
  }

  /** What a call throws. */
  static Exception thrown(Call call) {
    try {
      call.run();
    } catch (Exception error) {
      return error;
    }
    throw new Difference("nothing was thrown");
  }

  /** Expects a call to throw a message that has all of these parts. */
  static void refused(Call call, String... parts) {
    String message = thrown(call).getMessage();
    for (String part : parts) {
      expect("\"" + message + "\" says \"" + part + "\"", message.contains(part), true);
    }
  }

  /** Expects the ledger of the other side to say this. */
  static void saw(long live, String... dropped) {
    expect("live", Ledger.live(), live);
    expect("dropped", Ledger.dropped(), List.of(dropped));
  }
}
