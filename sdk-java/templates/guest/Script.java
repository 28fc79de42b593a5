package matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import witloom.rt.Result;

/** The call that comes next, what was wrong with it, and how values are compared. */
final class Script {
  private static final int SHOWN = 300;

  /** The number of the vector that the next call takes. */
  static int vector;

  private static String complaint;

  private Script() {}

  /**
   * What a compound value is made of.
   *
   * @param name the name of its class
   * @param values the parts in order
   */
  record Parts(String name, Object... values) {}

  static void expect(long next) {
    vector = (int) next;
    complaint = null;
  }

  static Optional<String> takeComplaint() {
    Optional<String> said = Optional.ofNullable(complaint);
    complaint = null;
    return said;
  }

  /** Notes a difference of a value that came in; the first one of a call stands. */
  static void check(String where, Object got, Object want) {
    if (complaint == null) {
      complaint = compare(where, got, want);
    }
  }

  /** What differs; null if nothing does. */
  static String compare(String where, Object got, Object want) {
    return same(got, want) ? null : where + ": expected " + show(want) + ", got " + show(got);
  }

  /** A list that repeats a short one. */
  static <T> List<T> repeat(List<T> unit, int count) {
    List<T> list = new ArrayList<>(unit.size() * count);
    for (int i = 0; i < count; i++) {
      list.addAll(unit);
    }
    return list;
  }

  /** Fills an array with copies of a short one. */
  static <T> T repeat(T unit, int size, T array, int length) {
    for (int i = 0; i < length; i += size) {
      System.arraycopy(unit, 0, array, i, size);
    }
    return array;
  }

  /** A map of keys and values in turn. */
  @SuppressWarnings("unchecked")
  static <K, V> Map<K, V> map(Object... entries) {
    Map<K, V> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((K) entries[i], (V) entries[i + 1]);
    }
    return map;
  }

  /** Whether two maps have the same keys, in any order, with the same values. */
  private static boolean same(Map<?, ?> a, Map<?, ?> b) {
    boolean same = a.size() == b.size();
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      same = same && b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey()));
    }
    return same;
  }

  private static Parts parts(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>();
      map.forEach(
          (key, item) -> {
            entries.add(key);
            entries.add(item);
          });
      return new Parts("map", entries.toArray());
    }
    if (value instanceof List<?> list) {
      return new Parts("List", list.toArray());
    }
    if (value instanceof Optional<?> option) {
      return option.isPresent() ? new Parts("some", option.get()) : new Parts("none");
    }
    if (value instanceof Result.Ok<?, ?> ok) {
      return new Parts("ok", ok.value());
    }
    if (value instanceof Result.Err<?, ?> err) {
      return new Parts("err", err.value());
    }
    return Shapes.of(value);
  }

  /** Deep equality: every NaN is the same, -0.0 is not 0.0, arrays are compared by content. */
  private static boolean same(Object a, Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof Float x && b instanceof Float y) {
      return same(x.floatValue(), y.floatValue());
    }
    if (a instanceof Double x && b instanceof Double y) {
      return same(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return same(x, y);
    }
    Parts parts = parts(a);
    Parts others = parts(b);
    if (parts == null || others == null) {
      return a.equals(b) || sameArray(a, b);
    }
    int count = parts.values().length;
    boolean same = parts.name().equals(others.name()) && others.values().length == count;
    for (int i = 0; same && i < count; i++) {
      same = same(parts.values()[i], others.values()[i]);
    }
    return same;
  }

  private static boolean same(float a, float b) {
    return Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b) || a != a && b != b;
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b) || a != a && b != b;
  }

  private static boolean sameArray(Object a, Object b) {
    if (a instanceof boolean[] x) {
      return b instanceof boolean[] y && Arrays.equals(x, y);
    }
    if (a instanceof byte[] x) {
      return b instanceof byte[] y && Arrays.equals(x, y);
    }
    if (a instanceof short[] x) {
      return b instanceof short[] y && Arrays.equals(x, y);
    }
    if (a instanceof int[] x) {
      return b instanceof int[] y && Arrays.equals(x, y);
    }
    if (a instanceof long[] x) {
      return b instanceof long[] y && Arrays.equals(x, y);
    }
    if (a instanceof float[] x) {
      return b instanceof float[] y && sameFloats(x, y);
    }
    return a instanceof double[] x && b instanceof double[] y && sameDoubles(x, y);
  }

  private static boolean sameFloats(float[] a, float[] b) {
    boolean same = a.length == b.length;
    for (int i = 0; same && i < a.length; i++) {
      same = same(a[i], b[i]);
    }
    return same;
  }

  private static boolean sameDoubles(double[] a, double[] b) {
    boolean same = a.length == b.length;
    for (int i = 0; same && i < a.length; i++) {
      same = same(a[i], b[i]);
    }
    return same;
  }

  /** A value as a person would write it, and not more of it than one reads. */
  private static String show(Object value) {
    StringBuilder text = new StringBuilder();
    show(text, value);
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text.toString();
  }

  private static void show(StringBuilder text, Object value) {
    Parts parts = parts(value);
    String array = array(value);
    if (parts != null) {
      text.append(parts.name()).append('(');
      for (int i = 0; i < parts.values().length && text.length() <= SHOWN; i++) {
        text.append(i == 0 ? "" : ", ");
        show(text, parts.values()[i]);
      }
      text.append(')');
    } else if (value instanceof String string) {
      quote(text, string);
    } else {
      text.append(array != null ? array : String.valueOf(value));
    }
  }

  private static void quote(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length() && text.length() <= SHOWN; i++) {
      char c = string.charAt(i);
      if (c >= ' ' && c <= '~') {
        text.append(c);
      } else {
        text.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
    }
    text.append('"').append(string.length() > SHOWN ? " of " + string.length() + " chars" : "");
  }

  /** The length and the first elements of an array; null for anything else. */
  private static String array(Object value) {
    if (value instanceof boolean[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof byte[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof short[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof int[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof long[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof float[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    if (value instanceof double[] x) {
      return x.length + " " + Arrays.toString(Arrays.copyOf(x, Math.min(x.length, SHOWN)));
    }
    return null;
  }
}
