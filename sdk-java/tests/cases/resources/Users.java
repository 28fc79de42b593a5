package app;

import java.util.List;
import java.util.Optional;
import wit.test.res.imports.HostThings;
import wit.test.res.imports.HostThings.Thing;

/** Uses the host's resource in every way. */
public final class Users implements wit.test.res.exports.Users {
  private Thing kept;

  @Override
  public long once(long n) {
    try (Thing thing = new Thing(n)) {
      thing.add(2);
      thing.close();
      thing.close();
      return n + 2;
    }
  }

  @Override
  public String give() {
    Thing thing = new Thing(5);
    long taken = HostThings.take(thing);
    try {
      thing.get();
    } catch (IllegalStateException error) {
      thing.close();
      return taken + " " + error.getMessage();
    }
    return "used after it was given away";
  }

  /** The last parameter is refused, so that nothing may have moved. */
  @Override
  public String giveBad() {
    Thing a = new Thing(1);
    Thing b = new Thing(2);
    try {
      HostThings.takeAll(List.of(a), Optional.of(b), 256);
    } catch (IllegalArgumentException error) {
      String left = a.get() + "," + b.get();
      a.close();
      b.close();
      return left + " " + error.getMessage();
    }
    return "a wrong number was taken";
  }

  @Override
  public long lend(Thing t) {
    return t.get() + HostThings.peek(t);
  }

  @Override
  public long own(Thing t) {
    try (t) {
      return t.get();
    }
  }

  @Override
  public Thing pass(Thing t) {
    return t;
  }

  @Override
  public long keepBorrowed(Thing t) {
    kept = t;
    return t.get();
  }

  @Override
  public String useKept() {
    try {
      return "" + kept.get();
    } catch (IllegalStateException error) {
      return error.getMessage();
    }
  }

  @Override
  public long lists(long n) {
    List<Thing> things = HostThings.many(n);
    long sum = 0;
    for (Thing thing : things) {
      sum += thing.get();
    }
    try (Thing joined = Thing.join(new Thing(100), things.get(0))) {
      sum += joined.get();
    }
    return sum + HostThings.takeAll(things, Optional.empty(), 0);
  }

  @Override
  public String fail(long n) {
    try (Thing thing = Thing.tryMake(n)) {
      return "made " + thing.get();
    } catch (HostThings.ThingTryMakeException error) {
      return error.value();
    }
  }

  @Override
  public String forget(long n) {
    try {
      for (long i = 0; i < n; i++) {
        new HostThings.Thing(i);
      }
      return "held";
    } catch (IllegalStateException problem) {
      return problem.getMessage();
    }
  }
}
