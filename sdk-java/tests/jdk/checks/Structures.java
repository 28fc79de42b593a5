package checks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Collections, streams, optionals, arrays. */
final class Structures {
  private enum Level { LOW, HIGH }

  private record Point(int x, int y) {}

  private Structures() {}

  static void run(Lines lines) {
    lists(lines);
    maps(lines);
    streams(lines);
    arrays(lines);
    objects(lines);
  }

  private static void lists(Lines lines) {
    lines.add("list.remove", () -> { List<Integer> l = new ArrayList<>(List.of(3, 1, 2)); l.remove(Integer.valueOf(1)); l.remove(0); return l; });
    lines.add("list.sort", () -> { List<String> l = new ArrayList<>(List.of("b", "A", "c")); l.sort(String.CASE_INSENSITIVE_ORDER.reversed()); return l; });
    lines.add("list.getBad", () -> new ArrayList<>(List.of(1)).get(1));
    lines.add("list.ofBad", () -> List.of(1).get(1));
    lines.add("list.immutable", () -> List.of(1).add(2));
    lines.add("list.ofNull", () -> List.of((Object) null));
    lines.add("list.concurrent", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2, 3)); for (Integer i : l) { l.add(i); } return l; });
    lines.add("list.iterator", () -> new ArrayList<>().iterator().next());
    lines.add("list.subList", () -> List.of(1, 2, 3, 4).subList(1, 3) + " " + List.of(1, 2).contains(2) + " " + List.of(1, 2, 1).lastIndexOf(1));
    lines.add("list.removeIf", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4)); l.removeIf(i -> i % 2 == 0); l.replaceAll(i -> i * 10); return l; });
    lines.add("list.equals", () -> List.of(1, 2).equals(Arrays.asList(1, 2)) + " " + List.of(1, 2).hashCode());
    lines.add("list.collections", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4, 5)); Collections.rotate(l, 2); Collections.swap(l, 0, 4); Collections.reverse(l); return l + " " + Collections.max(l) + " " + Collections.frequency(l, 1) + " " + Collections.nCopies(2, "x"); });
    lines.add("list.shuffle", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7)); Collections.shuffle(l, new java.util.Random(7)); return l; });
    lines.add("deque", () -> { ArrayDeque<Integer> d = new ArrayDeque<>(); d.push(1); d.addLast(2); d.offerFirst(0); return d + " " + d.pop() + d.peekLast() + d.pollLast(); });
    lines.add("deque.empty", () -> new ArrayDeque<>().pop());
    lines.add("linked", () -> { LinkedList<Integer> l = new LinkedList<>(List.of(1, 2, 3)); l.addFirst(0); l.removeLast(); return l + " " + l.getFirst(); });
    lines.add("queue", () -> { PriorityQueue<Integer> q = new PriorityQueue<>(Comparator.reverseOrder()); q.addAll(List.of(3, 9, 4)); return q.poll() + " " + q.peek() + " " + q.size(); });
    lines.add("bits", () -> { BitSet b = new BitSet(); b.set(1); b.set(5, 8); return b + " " + b.cardinality() + " " + b.nextClearBit(5); });
    lines.add("unmodifiable", () -> Collections.unmodifiableList(new ArrayList<>(List.of(1))).remove(0));
  }

  private static void maps(Lines lines) {
    lines.add("map.order", () -> { Map<String, Integer> m = new HashMap<>(); for (String s : "the quick brown fox jumps over the lazy dog".split(" ")) { m.merge(s, 1, Integer::sum); } return m; });
    lines.add("map.set", () -> new java.util.HashSet<>(List.of("pear", "apple", "fig", "kiwi", "banana")));
    lines.add("map.compute", () -> { Map<String, Integer> m = new LinkedHashMap<>(); m.computeIfAbsent("a", k -> 1); m.computeIfPresent("a", (k, v) -> v + 1); m.putIfAbsent("b", 5); m.compute("b", (k, v) -> null); return m + " " + m.getOrDefault("z", 9); });
    lines.add("map.ofDuplicate", () -> Map.of("a", 1, "a", 2));
    lines.add("map.entry", () -> Map.entry("k", "v") + " " + Map.of("a", 1));
    lines.add("tree.navigate", () -> { NavigableMap<Integer, String> m = new TreeMap<>(Map.of(1, "a", 5, "e", 9, "i")); return m.floorKey(6) + " " + m.ceilingEntry(6) + " " + m.headMap(5, true) + " " + m.descendingMap() + " " + m.pollFirstEntry() + m.higherKey(9); });
    lines.add("tree.null", () -> new TreeMap<String, String>().put(null, "x"));
    lines.add("tree.set", () -> new TreeSet<>(List.of(3, 1, 2)).tailSet(2) + " " + new TreeSet<>(List.of("b", "a")).first());
    lines.add("enum.map", () -> { EnumMap<Level, Integer> m = new EnumMap<>(Level.class); m.put(Level.HIGH, 1); m.put(Level.LOW, 2); return m + " " + Level.valueOf("LOW").ordinal(); });
    lines.add("enum.bad", () -> Level.valueOf("NONE"));
    lines.add("linked.access", () -> { Map<Integer, Integer> m = new LinkedHashMap<>(8, 0.75f, true) { @Override protected boolean removeEldestEntry(Map.Entry<Integer, Integer> e) { return size() > 2; } }; m.put(1, 1); m.put(2, 2); m.get(1); m.put(3, 3); return m; });
    lines.add("set.copy", () -> Set.copyOf(List.of(1, 1)).size() + " " + List.copyOf(List.of(1)));
    lines.add("map.iterator", () -> { Map<Integer, Integer> m = new HashMap<>(Map.of(1, 1, 2, 2, 3, 3)); Iterator<Integer> i = m.keySet().iterator(); i.next(); i.remove(); return m; });
    lines.add("map.castBad", () -> { Object o = Map.of(1, 2); return ((List<?>) o).size(); });
  }

  private static void streams(Lines lines) {
    lines.add("stream.collect", () -> Stream.of("a", "bb", "cc").collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.counting())));
    lines.add("stream.joining", () -> IntStream.rangeClosed(1, 5).mapToObj(Integer::toString).collect(Collectors.joining(",", "<", ">")));
    lines.add("stream.partition", () -> IntStream.range(0, 6).boxed().collect(Collectors.partitioningBy(i -> i % 2 == 0)));
    lines.add("stream.toMapDuplicate", () -> Stream.of("a", "a").collect(Collectors.toMap(Function.identity(), String::length)));
    lines.add("stream.flatMap", () -> Stream.of(List.of(1, 2), List.of(3)).flatMap(List::stream).map(i -> i * 2).toList());
    lines.add("stream.reduce", () -> IntStream.of(1, 2, 3).reduce(0, Integer::sum) + " " + Stream.of(1, 2).reduce((a, b) -> a * 10 + b));
    lines.add("stream.stats", () -> IntStream.of(4, 8, 15).summaryStatistics());
    lines.add("stream.average", () -> IntStream.of(1, 2).average() + " " + IntStream.empty().max());
    lines.add("stream.sorted", () -> Stream.of(new Point(2, 1), new Point(1, 9), new Point(1, 3)).sorted(Comparator.comparing(Point::x).thenComparing(Point::y, Comparator.reverseOrder())).toList());
    lines.add("stream.limit", () -> Stream.iterate(1, i -> i * 2).limit(8).skip(3).toList() + " " + Stream.iterate(1, i -> i < 20, i -> i * 3).toList());
    lines.add("stream.while", () -> IntStream.range(0, 10).takeWhile(i -> i < 4).sum() + " " + IntStream.range(0, 10).dropWhile(i -> i < 7).boxed().toList());
    lines.add("stream.distinct", () -> Stream.of(1, 2, 1).distinct().count() + " " + Stream.of(1, 2).anyMatch(i -> i > 1) + Stream.of(1).noneMatch(i -> i > 1));
    lines.add("stream.twice", () -> { Stream<Integer> s = Stream.of(1); s.count(); return s.count(); });
    lines.add("stream.mapMulti", () -> Stream.of(1, 2).<Integer>mapMulti((i, sink) -> { sink.accept(i); sink.accept(-i); }).toList());
    lines.add("stream.teeing", () -> Stream.of(1, 2, 3).collect(Collectors.teeing(Collectors.counting(), Collectors.summingInt(i -> i), (a, b) -> a + "/" + b)));
    lines.add("optional", () -> Optional.of(1) + " " + Optional.empty() + " " + OptionalInt.of(3) + " " + Optional.of(2).map(i -> i + 1).filter(i -> i > 5).or(() -> Optional.of(9)));
    lines.add("optional.missing", () -> Optional.empty().get());
    lines.add("optional.orElseThrow", () -> Optional.empty().orElseThrow());
  }

  private static void arrays(Lines lines) {
    lines.add("array.sort", () -> { int[] a = {3, 1, 2}; Arrays.sort(a); return Arrays.toString(a) + Arrays.binarySearch(a, 2) + " " + Arrays.binarySearch(a, 9); });
    lines.add("array.deep", () -> Arrays.deepToString(new int[][] {{1}, {2, 3}}) + Arrays.equals(new int[] {1}, new int[] {1}) + Arrays.hashCode(new int[] {1, 2}));
    lines.add("array.copy", () -> Arrays.toString(Arrays.copyOf(new int[] {1, 2}, 4)) + Arrays.toString(Arrays.copyOfRange(new String[] {"a", "b", "c"}, 1, 3)));
    lines.add("array.fill", () -> { double[] d = new double[2]; Arrays.fill(d, 1.5); return Arrays.toString(d) + Arrays.stream(new int[] {1, 2}).sum() + Arrays.compare(new int[] {1}, new int[] {2}) + Arrays.mismatch(new int[] {1, 2}, new int[] {1, 3}); });
    lines.add("array.bounds", () -> new int[2][3][1].length);
    lines.add("array.index", () -> { int[] a = new int[3]; return a[a.length]; });
    lines.add("array.constantIndex", () -> { int[] a = new int[3]; return a[3]; });
    lines.add("array.constantStore", () -> { int[] a = {1, 2, 3}; a[7] = 4; return a[2]; });
    lines.add("array.warned", () -> warned(new int[3], 3));
    lines.add("array.warnedNegative", () -> warned(new int[3], -3));
    lines.add("array.loopOver", () -> { int[] a = new int[3]; int sum = 0; for (int i = 0; i <= a.length; i++) { sum += a[i]; } return sum; });
    lines.add("array.multi", () -> { int[][] a = new int[2][3]; a[1][2] = 7; a[0][2] = 8; return Arrays.deepToString(a) + a[1].length; });
    lines.add("array.multiIndex", () -> { int[][] a = new int[2][3]; a[1][3] = 7; return a; });
    lines.add("array.multiObjects", () -> { String[][][] a = new String[2][1][2]; a[1][0][1] = "x"; return Arrays.deepToString(a); });
    lines.add("array.multiPart", () -> { long[][] a = new long[2][]; a[1] = new long[] {1}; return Arrays.deepToString(a) + Arrays.deepToString(new double[0][5]) + new byte[3][0].length; });
    lines.add("array.multiNegative", () -> new int[2][Integer.parseInt("-1")].length);
    lines.add("array.negativeIndex", () -> { int[] a = new int[3]; return a[a.length - 4]; });
    lines.add("array.negative", () -> new int[Integer.parseInt("-1")].length);
    lines.add("array.negativeConstant", () -> { String[] a = new String[-2]; return a; });
    lines.add("array.negativeInList", () -> new ArrayList<>(Integer.parseInt("-3")));
    lines.add("array.storeFine", () -> { Object[] a = new Number[2]; a[0] = 1; a[1] = 2.5; return a[0] + " " + a[1]; });
    lines.add("array.copyBad", () -> { System.arraycopy(new int[2], 0, new int[2], 1, 2); return "copied"; });
    lines.add("array.null", () -> { int[] a = null; return a.length; });
    lines.add("array.class", () -> new int[0].getClass().getName() + new String[0][0].getClass().getSimpleName() + int.class);
    lines.add("array.clone", () -> { int[] a = {1, 2}; int[] b = a.clone(); b[0] = 9; return a[0] + " " + b[0]; });
  }

  /** Looks at an index first, and uses it whatever it is. */
  private static String warned(int[] values, int index) {
    String text = "";
    if (index >= values.length) {
      text += "too large ";
    }
    if (index < 0) {
      text += "negative ";
    }
    try {
      return text + values[index];
    } catch (ArrayIndexOutOfBoundsException problem) {
      return text + problem.getMessage();
    }
  }

  private static void objects(Lines lines) {
    lines.add("record", () -> new Point(1, 2) + " " + new Point(1, 2).equals(new Point(1, 2)) + " " + new Point(1, 2).hashCode());
    lines.add("objects", () -> Objects.hash(1, "a", null) + " " + Objects.equals(null, null) + " " + Objects.toString(null, "d") + " " + Objects.requireNonNullElse(null, 5));
    lines.add("objects.null", () -> Objects.requireNonNull(null, "must be there"));
    lines.add("objects.index", () -> Objects.checkIndex(3, 3));
    lines.add("cast", () -> { Object o = "text"; return (Integer) o; });
    lines.add("class.names", () -> Point.class.getSimpleName() + " " + Level.LOW.getClass().getName() + " " + Level.LOW.getDeclaringClass() + " " + new Object() {}.getClass().getSimpleName().isEmpty());
    lines.add("exception.cause", () -> new IllegalStateException("a", new RuntimeException("b")).getCause());
    lines.add("exception.fromCause", () -> new IllegalStateException(new RuntimeException("b")).getMessage());
    lines.add("exception.null", () -> new IllegalStateException((String) null) + " " + new Error().getMessage());
    lines.add("integer.cache", () -> Integer.valueOf(127) == Integer.valueOf(127));
    lines.add("switch", () -> switch (Level.HIGH) { case LOW -> "low"; case HIGH -> "high"; });
    lines.add("string.switch", () -> { switch ("two") { case "one": return 1; case "two": return 2; default: return 0; } });
    lines.add("instanceof", () -> { Object o = 5; return o instanceof Integer i && i > 4; });
    lines.add("assert", () -> { int x = 1; assert x > 5 : "small"; return "no asserts"; });
    lines.add("text.block", () -> """
        a
          b\
         c
        """);
  }
}
