package scripts;

import java.util.ArrayList;
import java.util.List;
import wit.matrix.scripts.exports.Faults;

/** Functions that fail. */
public final class AllFaults implements Faults {
  private static final List<byte[]> HOARDED = new ArrayList<>();

  private long calls;

  @Override
  public long parse(String text) throws FaultException {
    if (text.isEmpty()) {
      throw new FaultException(new Fault.Empty());
    }
    if (text.length() > 3) {
      throw new FaultException(new Fault.TooLong(text.length()));
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException error) {
      throw new FaultException(new Fault.Unknown(text));
    }
  }

  @Override
  public long blowUp(String text) {
    throw new IllegalStateException("boom: " + text);
  }

  @Override
  public long lapse(String text) {
    throw new IllegalStateException("boom: " + text);
  }

  @Override
  public int small(int number) {
    calls++;
    return number;
  }

  @Override
  public String named(String name) {
    calls++;
    return name;
  }

  @Override
  public long calls() {
    return calls;
  }

  @Override
  public void spin() {
    while (true) {
      calls++;
    }
  }

  @Override
  public void flood(long lines) {
    String line = "x".repeat(100);
    for (long i = 0; i < lines; i++) {
      System.out.println(line);
    }
  }

  @Override
  public void hoard() {
    while (true) {
      HOARDED.add(new byte[1 << 20]);
    }
  }
}
