package scripts;

import static scripts.Play.expect;
import static scripts.Play.refused;

import wit.matrix.scripts.imports.Faults;
import wit.matrix.scripts.imports.Faults.Fault;
import wit.matrix.scripts.imports.Faults.FaultException;
import witloom.rt.WitException;

/** Calls that fail. */
final class Errors {
  private Errors() {}

  private static Fault fault(String text) {
    try {
      Faults.parse(text);
    } catch (FaultException error) {
      return error.value();
    }
    throw new Play.Difference("nothing was thrown");
  }

  static void declaredError() throws FaultException {
    expect("seven", Faults.parse("7"), 7L);
    expect("empty", fault(""), new Fault.Empty());
    expect("too long", fault("12345"), new Fault.TooLong(5));
    expect("unknown", fault("x"), new Fault.Unknown("x"));
  }

  /** The compiler refuses other types, but not null. */
  static void wrongType() {
    long before = Faults.calls();
    refused(() -> Faults.named(null), "named", "name");
    expect("calls", Faults.calls(), before);
    expect("after", Faults.named("after"), "after");
  }

  static void outOfRange() {
    long before = Faults.calls();
    for (int number : new int[] {256, -1}) {
      refused(() -> Faults.small(number), "small", "byte");
    }
    expect("calls", Faults.calls(), before);
    expect("after", Faults.small(255), 255);
  }

  static void flood() {
    Faults.flood(20_000);
    expect("after", Faults.named("after"), "after");
  }

  static void undeclaredError() {
    Faults.blowUp("seven");
    throw new Play.Difference("went on after the trap");
  }

  static void undeclaredErrorBesideDeclared() {
    try {
      Faults.lapse("eight");
    } catch (WitException error) {
      throw new Play.Difference("the trap became an error: " + error.getMessage());
    }
    throw new Play.Difference("went on after the trap");
  }

  static void trapInTheMiddle() {
    expect("first", Faults.named("first"), "first");
    expect("second", Faults.small(2), 2);
    Faults.blowUp("third");
    throw new Play.Difference("went on after the trap");
  }
}
