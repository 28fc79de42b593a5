package app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wit.test.shapes.exports.Shapes;
import witloom.rt.Tuple2;

/** Sends maps and fixed-length lists back. */
public final class Impl implements Shapes {
  static long closed;

  private static final class Number implements Thing {
    private final long n;

    Number(long n) {
      this.n = n;
    }

    @Override
    public long number() {
      return n;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static final class Keeper implements Holder {
    private Map<String, Thing> kept = new LinkedHashMap<>();

    @Override
    public long give(Map<String, Thing> things) {
      kept = things;
      long sum = 0;
      for (Thing thing : things.values()) {
        sum += thing.number();
      }
      return sum;
    }

    @Override
    public Map<String, Thing> kept() {
      return kept;
    }

    @Override
    public long pairs(Map<Integer, Optional<Tuple2<Thing, String>>> things) {
      return things.size();
    }
  }

  @Override
  public Thing newThing(long n) {
    return new Number(n);
  }

  @Override
  public Holder newHolder() {
    return new Keeper();
  }

  @Override
  public Map<String, Long> numbers(Map<String, Long> m) {
    Map<String, Long> back = new LinkedHashMap<>();
    List<Map.Entry<String, Long>> entries = new ArrayList<>(m.entrySet());
    for (int i = entries.size() - 1; i >= 0; i--) {
      back.put(entries.get(i).getKey(), entries.get(i).getValue() + 1);
    }
    return back;
  }

  @Override
  public byte[] bytes(byte[] v) {
    return new byte[] {v[3], v[2], v[1], v[0]};
  }

  @Override
  public long[] large(long[] v) {
    v[0] = v[999];
    return v;
  }

  @Override
  public List<String> names(List<String> v) {
    return List.of(v.get(1), v.get(0));
  }

  @Override
  public long closed() {
    return closed;
  }

  @Override
  public byte[] shortList() {
    return new byte[3];
  }

  @Override
  public Map<String, String> nullValue() {
    Map<String, String> map = new HashMap<>();
    map.put("a", null);
    return map;
  }

  @Override
  public int[] wideNumber() {
    return new int[] {1, 65536};
  }

  @Override
  public List<String> longNames() {
    return List.of("a", "b", "c");
  }
}
