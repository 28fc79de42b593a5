package checks;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Elements of the wrong class in arrays, and casts that fail. */
final class Stored {
  private enum Level { LOW }

  private record Point(int x) {}

  private static Object[] kept = new Integer[2];

  private Stored() {}

  /** What an exception says before its text tells of modules. */
  private static String said(Lines.Check check) {
    try {
      return "fine " + check.run();
    } catch (Throwable problem) {
      String text = String.valueOf(problem.getMessage());
      return problem.getClass().getName() + ": " + (text.contains(" (") ? text.substring(0, text.indexOf(" (")) : text);
    }
  }

  private static String store(Object[] array, Object value) {
    return said(() -> { array[array.length - 1] = value; return Arrays.deepToString(array); });
  }

  @SafeVarargs
  private static <T> T[] last(T value, T... all) {
    all[all.length - 1] = value;
    return all;
  }

  /** A pile over an array of its users' choice. */
  private static final class Pile<T> {
    private final T[] items;
    private int count;

    Pile(T[] items) {
      this.items = items;
    }

    Pile<T> push(T item) {
      items[count++] = item;
      return this;
    }
  }

  static void run(Lines lines) {
    stores(lines);
    library(lines);
    casts(lines);
  }

  private static void stores(Lines lines) {
    lines.add("store.same", () -> { Object[] a = new String[1]; a[0] = 1; return a[0]; });
    lines.add("store.field", () -> { kept[0] = 'c'; return kept[0]; });
    lines.add("store.fieldFine", () -> { kept[0] = 5; kept[1] = null; return Arrays.toString(kept); });
    Object[][] arrays = {new String[1], new Integer[1], new Object[1], new Comparable<?>[1], new CharSequence[2], new int[1][], new String[1][], new Object[1][], new Level[1], new Point[1], new Runnable[1], new Number[1], new List<?>[1], new Exception[1], new int[1][1][], new String[0]};
    Object[] values = {"text", 1, 2.5, null, new int[] {1}, new String[] {"x"}, new Object[0], Level.LOW, new Point(3), new ArrayList<>(), new IllegalStateException("x"), new int[0][], new Integer[0]};
    for (int i = 0; i < arrays.length; i++) {
      Object[] array = arrays[i];
      lines.add("store.all " + i, () -> { StringBuilder all = new StringBuilder(); for (Object value : values) { Object[] fresh = Arrays.copyOf(array, array.length); String said = store(fresh, value); all.append(said.contains("@") ? "fine" : said).append(' '); } return all; });
    }
    lines.add("store.lambda", () -> { Object[] a = new Supplier<?>[1]; try { a[0] = (Runnable) () -> {}; } catch (ArrayStoreException problem) { return "refused"; } return "kept"; });
    lines.add("store.varargs", () -> said(() -> last((Object) 5, (Object[]) new String[] {"a"})));
    lines.add("store.pile", () -> said(() -> new Pile<Object>(new String[2]).push("a").push(2)));
    lines.add("store.pileFine", () -> Arrays.toString(new Pile<Object>(new Number[3]).push(1).push(2.5).push(null).items));
    lines.add("store.order", () -> { Object[] a = new String[1]; int i = 0; try { a[i++] = i; } catch (ArrayStoreException problem) { return i + " " + a[0] + " " + problem.getMessage(); } return "kept"; });
    lines.add("store.outside", () -> { Object[] a = new String[1]; a[1] = 1; return "kept"; });
    lines.add("store.nullArray", () -> { Object[] a = kept.length > 5 ? new String[1] : null; try { a[0] = 1; return "kept"; } catch (NullPointerException problem) { return "null"; } });
    lines.add("store.deep", () -> { Object[][] a = new String[2][2]; a[0][0] = "x"; a[1] = new String[] {"y"}; try { a[1][0] = 1; } catch (ArrayStoreException problem) { return problem.getMessage() + Arrays.deepToString(a); } return "kept"; });
    lines.add("store.loop", () -> { Object[] a = new Integer[100]; long sum = 0; for (int i = 0; i < a.length; i++) { a[i] = i; sum += (Integer) a[i]; } return sum; });
  }

  private static void library(Lines lines) {
    List<Object> words = new ArrayList<>(List.of("a", "b"));
    lines.add("store.fill", () -> { Object[] a = new Integer[2]; Arrays.fill(a, "x"); return "kept"; });
    lines.add("store.fillRange", () -> { Object[] a = new Integer[2]; Arrays.fill(a, 1, 2, "x"); return "kept"; });
    lines.add("store.fillNone", () -> { Object[] a = new Integer[2]; Arrays.fill(a, 1, 1, "x"); return Arrays.toString(a); });
    lines.add("store.setAll", () -> { Object[] a = new Integer[2]; Arrays.setAll(a, i -> i == 0 ? 7 : "x"); return "kept"; });
    lines.add("store.asList", () -> { List<Object> list = Arrays.asList((Object[]) new Integer[] {1}); list.set(0, "x"); return list; });
    lines.add("store.toArray", () -> words.toArray(new Integer[0]));
    lines.add("store.toArrayLong", () -> words.toArray(new Integer[5]));
    lines.add("store.toArrayMade", () -> words.toArray(Integer[]::new));
    for (Collection<Object> some : List.of(new LinkedList<>(words), new LinkedHashSet<>(words), new ArrayDeque<>(words))) {
      lines.add("store.toArray " + some.getClass().getSimpleName(), () -> some.toArray(new Integer[2]));
    }
    lines.add("store.toArrayKeys", () -> new TreeMap<>(java.util.Map.of("k", 1)).keySet().toArray(new Integer[0]));
    lines.add("store.toArrayFine", () -> Arrays.toString(words.toArray(new Object[0])) + Arrays.toString(words.toArray(new Comparable<?>[3])) + Arrays.toString(words.toArray(String[]::new)));
    lines.add("store.stream", () -> Stream.of("a", "b").toArray(Integer[]::new));
    lines.add("store.arraycopy", () -> { Object[] a = {1, "x"}; Integer[] b = new Integer[2]; try { System.arraycopy(a, 0, b, 0, 2); } catch (ArrayStoreException problem) { return "refused" + Arrays.toString(b); } return "kept"; });
    lines.add("store.arraycopyDeclared", () -> { Object[] a = new Integer[] {1, 2}; Object[] b = kept.length > 5 ? a : new String[] {"x", "y"}; System.arraycopy(a, 0, b, 1, 1); return "kept"; });
    lines.add("store.arraycopyPart", () -> { Object[] a = {"x", 1, "z"}; Object[] b = new String[3]; try { System.arraycopy(a, 0, b, 1, 2); } catch (ArrayStoreException problem) { return Arrays.toString(b); } return "kept"; });
    lines.add("store.arraycopyFine", () -> { Object[] a = {"x", null, "z"}; Comparable<?>[] b = new Comparable<?>[3]; System.arraycopy(a, 0, b, 0, 3); System.arraycopy(b, 0, b, 1, 2); return Arrays.toString(b); });
    lines.add("store.arraycopyKinds", () -> { System.arraycopy(new int[1], 0, new Object[1], 0, 1); return "kept"; });
    lines.add("store.copyOf", () -> Arrays.copyOf(new Object[] {"x"}, 1, Integer[].class));
    lines.add("store.reflect", () -> { Array.set(new Integer[1], 0, "x"); return "kept"; });
  }

  @SuppressWarnings("unchecked")
  private static <T> T unsafely(Object value) {
    return (T) value;
  }

  private static void casts(Lines lines) {
    Object[] values = {"text", 1, new int[] {1}, new String[] {"x"}, Level.LOW, new Point(3), new int[0][]};
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      lines.add("cast.string " + i, () -> said(() -> ((String) value).length()));
      lines.add("cast.integer " + i, () -> said(() -> (Integer) value + 1));
      lines.add("cast.interface " + i, () -> said(() -> ((Runnable) value).getClass()));
      lines.add("cast.array " + i, () -> said(() -> ((String[]) value).length));
      lines.add("cast.numbers " + i, () -> said(() -> ((long[]) value).length));
      lines.add("cast.own " + i, () -> said(() -> ((Point) value).x()));
      lines.add("cast.enum " + i, () -> said(() -> ((Level) value).name()));
    }
    lines.add("cast.generic", () -> said(() -> { String text = unsafely(5); return text.length(); }));
    lines.add("cast.byClass", () -> said(() -> Integer.class.cast("x")) + said(() -> Number.class.cast(null)) + said(() -> CharSequence.class.cast("y")));
    lines.add("cast.null", () -> said(() -> (String) (Object) unsafely(null)));
  }
}
