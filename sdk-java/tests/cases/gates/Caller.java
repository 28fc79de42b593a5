package gates;

import java.util.concurrent.CancellationException;
import wit.matrix.gates.exports.Scenarios;
import wit.matrix.gates.imports.Gate;

/** Cancels a call that never started. */
public final class Caller implements Scenarios {
  @Override
  public String play(String scenario) {
    Gate.Ticket ticket = new Gate.Ticket(7);
    String[] ended = {"nothing"};
    Gate.shut();
    Thread call =
        new Thread(
            () -> {
              try {
                ended[0] = "gave " + Gate.pass(ticket);
              } catch (CancellationException cancelled) {
                ended[0] = "cancelled";
              }
            });
    call.start();
    try {
      Thread.sleep(5);
      call.interrupt();
      call.join();
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
    String before = ended[0] + ", passed " + Gate.passed() + ", ticket " + ticket.number();
    Gate.open();
    long number = Gate.pass(ticket);
    return before + "; " + number + ", passed " + Gate.passed();
  }
}
