package checks;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the JDK refuses. */
final class Strict {
  private Strict() {}

  static void run(Lines lines) {
    streams(lines);
    fixed(lines);
    walks(lines);
    base64(lines);
    characters(lines);
  }

  private static void streams(Lines lines) {
    lines.add("once.count", () -> { Stream<Integer> s = Stream.of(1, 2); s.count(); return s.count(); });
    lines.add("once.map", () -> { Stream<Integer> s = List.of(1, 2).stream(); s.map(i -> i + 1); return s.map(i -> i + 2).toList(); });
    lines.add("once.mapThenCollect", () -> { Stream<Integer> s = List.of(1, 2).stream(); Stream<Integer> t = s.filter(i -> i > 1); s.collect(Collectors.toList()); return t.toList(); });
    lines.add("once.iterator", () -> { Stream<Integer> s = Stream.of(1, 2); s.iterator(); return s.findFirst(); });
    lines.add("once.concat", () -> { Stream<Integer> s = Stream.of(1, 2); Stream<Integer> t = Stream.concat(s, Stream.of(3)); return t.toList() + " " + s.toList(); });
    lines.add("once.concatSelf", () -> { Stream<Integer> s = Stream.of(1, 2); return Stream.concat(s, s).toList(); });
    lines.add("once.ints", () -> { IntStream s = IntStream.range(0, 3); s.sum(); return s.max(); });
    lines.add("once.longs", () -> { LongStream s = LongStream.range(0, 3); s.boxed(); return s.sum(); });
    lines.add("once.doubles", () -> { DoubleStream s = DoubleStream.of(1, 2); s.average(); return s.average(); });
    lines.add("once.chars", () -> { IntStream s = "abc".chars(); s.forEach(c -> {}); return s.count(); });
    lines.add("once.same", () -> { Stream<Integer> s = Stream.of(3, 1); return s.sequential().unordered().onClose(() -> {}).parallel().sorted().peek(i -> {}).toList(); });
    lines.add("once.all", () -> { List<Object> all = new ArrayList<>(); all.add(Stream.of(1, 2).max(Integer::compare)); all.add(Stream.of(1, 2).noneMatch(i -> i > 5)); all.add(Stream.of(1, 2).findAny()); all.add(Arrays.toString(Stream.of(1, 2).toArray())); Stream.of(4).forEach(all::add); all.add(IntStream.of(1, 2).summaryStatistics().getMax()); all.add(IntStream.of(1, 2).average()); all.add(DoubleStream.of(1, 2).boxed().toList()); all.add(Stream.of(1, 2).mapToInt(i -> i).asDoubleStream().sum()); all.add(IntStream.concat(IntStream.of(1), IntStream.of(2)).boxed().toList()); return all; });
    lines.add("once.twoResults", () -> { List<Integer> l = List.of(1, 2, 3); return l.stream().count() + " " + l.stream().mapToInt(i -> i).sum(); });
  }

  private static void fixed(Lines lines) {
    lines.add("of.nulls", () -> { StringBuilder out = new StringBuilder(); List<Lines.Check> all = List.of(() -> List.of(1, null), () -> List.of(1, 2, 3, null), () -> Set.of((Object) null), () -> Set.of(1, null), () -> Map.of(null, 1), () -> Map.of(1, null, 2, 2), () -> Map.entry(1, null), () -> List.copyOf(Arrays.asList(1, null)), () -> Set.copyOf(Arrays.asList(1, null)), () -> List.of(1).contains(null), () -> Set.of(1, 2, 3).contains(null), () -> Map.of(1, 2).get(null), () -> List.of().indexOf(null)); for (Lines.Check each : all) { try { out.append(each.run()); } catch (Throwable problem) { out.append(problem.getClass().getSimpleName()).append(' '); } } return out; });
    lines.add("of.duplicates", () -> Set.of(1, 2, 1));
    lines.add("of.duplicatePair", () -> Set.of("x", "x"));
    lines.add("of.duplicateKey", () -> Map.of("a", 1, "b", 2, "a", 3));
    lines.add("of.duplicateEntries", () -> Map.ofEntries(Map.entry(7, 1), Map.entry(7, 2)));
    lines.add("of.bounds", () -> List.of(1, 2, 3).get(3));
    lines.add("of.boundsNone", () -> List.of().get(0));
    lines.add("of.boundsPair", () -> List.of(1, 2).get(-1));
    int index = 0;
    for (Collection<Integer> each : List.<Collection<Integer>>of(List.of(), List.of(1), List.of(1, 2), List.of(1, 2, 3), Set.of(), Set.of(1), Set.of(1, 2), Stream.of(1, 2).toList(), Stream.of(1).collect(Collectors.toUnmodifiableList()), Stream.of(1).collect(Collectors.toUnmodifiableSet()), List.copyOf(new ArrayList<>(List.of(1))), Map.of(1, 2).keySet(), Map.of(1, 2).values())) {
      String name = index++ + " ";
      lines.add("fixed " + name + "add", () -> refused(() -> each.add(9)));
      lines.add("fixed " + name + "remove", () -> refused(() -> each.remove(1)));
      lines.add("fixed " + name + "clear", () -> refused(() -> { each.clear(); return "cleared"; }));
      lines.add("fixed " + name + "removeIf", () -> refused(() -> each.removeIf(i -> i > 0)));
      lines.add("fixed " + name + "iterator", () -> refused(() -> { Iterator<Integer> i = each.iterator(); while (i.hasNext()) { i.next(); i.remove(); } return "removed"; }));
    }
    Map<Integer, Integer> map = Map.of(1, 2);
    lines.add("fixed map", () -> { StringBuilder out = new StringBuilder(); List<Lines.Check> all = List.of(() -> map.put(1, 3), () -> map.remove(5), () -> map.putIfAbsent(1, 1), () -> map.merge(1, 1, Integer::sum), () -> map.computeIfAbsent(1, k -> 1), () -> map.entrySet().iterator().next().setValue(5), () -> Map.entry(1, 2).setValue(3), () -> Stream.of(1).collect(Collectors.toUnmodifiableMap(i -> i, i -> i)).put(1, 1)); for (Lines.Check each : all) { try { out.append(each.run()); } catch (Throwable problem) { out.append(problem.getClass().getSimpleName()).append(' '); } } return out + " " + map; });
    lines.add("fixed sort", () -> { List<Integer> l = List.of(2, 1); l.sort(null); return l; });
    lines.add("fixed replaceAll", () -> { List<Integer> l = List.of(2, 1); l.replaceAll(i -> i); return l; });
    lines.add("fixed equal", () -> List.of(1, 2).equals(new ArrayList<>(List.of(1, 2))) + " " + Set.of(1, 2).equals(new HashSet<>(List.of(2, 1))) + " " + Map.of(1, 2).equals(new TreeMap<>(Map.of(1, 2))) + " " + List.of(1, 2, 3).hashCode() + " " + Set.of(5, 6).hashCode() + " " + Map.of(1, 2, 3, 4).hashCode() + List.of(1, 2, 3).subList(1, 3).indexOf(3));
    lines.add("toMap.duplicate", () -> Stream.of("a", "b", "a").collect(Collectors.toMap(Function.identity(), String::hashCode)));
    lines.add("toMap.nullValue", () -> Stream.of("a").collect(Collectors.toMap(Function.identity(), s -> null)));
    lines.add("toMap.fine", () -> new TreeMap<>(Stream.of("a", "bb").collect(Collectors.toMap(Function.identity(), String::length))) + " " + Stream.of("a", "a").collect(Collectors.toMap(s -> s, s -> 1, Integer::sum, LinkedHashMap::new)));
  }

  /** The class alone of what a check throws. */
  private static String refused(Lines.Check check) {
    try {
      return "allowed " + check.run();
    } catch (Throwable problem) {
      return problem.getClass().getName();
    }
  }

  private static void walks(Lines lines) {
    lines.add("walk.end", () -> new ArrayList<>(List.of(1)).listIterator(1).next());
    for (Collection<Integer> each : List.of(new ArrayList<>(List.of(1, 2, 3)), new LinkedList<>(List.of(1, 2, 3)), new HashSet<>(List.of(1, 2, 3)))) {
      String name = each.getClass().getSimpleName();
      lines.add("walk.past " + name, () -> { Iterator<Integer> i = each.iterator(); i.next(); i.next(); i.next(); return i.next(); });
      lines.add("walk.removeTwice " + name, () -> { Iterator<Integer> i = each.iterator(); i.remove(); return "removed"; });
      lines.add("walk.removeLastButOne " + name, () -> { for (Integer i : each) { if (i == 2) { each.remove(i); } } return each; });
      lines.add("walk.removeFirst " + name, () -> { for (Integer i : each) { each.remove(i); } return each; });
    }
    lines.add("walk.map", () -> { Map<Integer, Integer> m = new HashMap<>(Map.of(1, 1, 2, 2)); for (Integer k : m.keySet()) { m.put(k + 10, 1); } return m; });
    lines.add("walk.tree", () -> { Map<Integer, Integer> m = new TreeMap<>(Map.of(1, 1, 2, 2)); for (Integer k : m.keySet()) { m.remove(2); m.put(k + 10, 1); } return m; });
    lines.add("walk.forEach", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2)); l.forEach(i -> l.add(i)); return l; });
    lines.add("walk.removeIf", () -> { List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4)); Iterator<Integer> i = l.iterator(); while (i.hasNext()) { if (i.next() % 2 == 0) { i.remove(); } } return l; });
  }

  private static void base64(Lines lines) {
    for (String text : new String[] {"", "A", "=", "AA", "AA=", "AA==", "AAA", "AAA=", "AAAA", "AAAA=", "AAAAA", "AA==AA", "AA=A", "A===", "AA==\n", "AA\nAA", "A A", "a-_b", "a+/b", "é", "AAAA====", "\r\nAA==", "ab*d", "A=AA", "YWJj€"}) {
      String name = text.replace("\n", "n").replace("\r", "r");
      lines.add("base64.plain <" + name + ">", () -> Arrays.toString(Base64.getDecoder().decode(text)));
      lines.add("base64.url <" + name + ">", () -> Arrays.toString(Base64.getUrlDecoder().decode(text)));
      lines.add("base64.mime <" + name + ">", () -> Arrays.toString(Base64.getMimeDecoder().decode(text)));
    }
    byte[] bytes = new byte[100];
    new Random(1).nextBytes(bytes);
    lines.add("base64.encode", () -> Base64.getEncoder().encodeToString(bytes) + Base64.getUrlEncoder().encodeToString(bytes) + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    lines.add("base64.lines", () -> Base64.getMimeEncoder().encodeToString(bytes).replace("\r", "r") + Base64.getMimeEncoder(20, new byte[] {'!'}).encodeToString(bytes));
    lines.add("base64.into", () -> { byte[] out = new byte[8]; int count = Base64.getEncoder().encode(new byte[] {1, 2, 3, 4}, out); return count + Arrays.toString(out) + Base64.getDecoder().decode(out, new byte[6]) + Base64.getEncoder().encode(ByteBuffer.wrap(bytes)).remaining(); });
    lines.add("base64.tooSmall", () -> Base64.getDecoder().decode("AAAA".getBytes(StandardCharsets.UTF_8), new byte[2]));
  }

  private static void characters(Lines lines) {
    int[] pool = {'a', 0x80, 0xbf, 0xa0, 0x9f, 0x90, 0x8f, 0xc0, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) pool[random.nextInt(pool.length)];
      }
      lines.add("utf8.replaced " + round, () -> new String(bytes, StandardCharsets.UTF_8));
      lines.add("utf8.reported " + round, () -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    }
    lines.add("utf8.long", () -> { byte[] long_ = new byte[1500]; for (int i = 0; i < long_.length; i++) { long_[i] = (byte) "aé€😀".getBytes(StandardCharsets.UTF_8)[i % 10]; } String text = new String(long_, StandardCharsets.UTF_8); return text.length() + " " + text.hashCode() + new String(long_, 0, 1498, StandardCharsets.UTF_8).hashCode(); });
    lines.add("ascii.reported", () -> StandardCharsets.US_ASCII.newDecoder().decode(ByteBuffer.wrap(new byte[] {'a', -1})));
    lines.add("ascii.replaced", () -> new String(new byte[] {'a', -1, 'b'}, StandardCharsets.US_ASCII) + Arrays.toString("aéb€".getBytes(StandardCharsets.US_ASCII)) + Arrays.toString("aéb€".getBytes(StandardCharsets.ISO_8859_1)));
    lines.add("utf16.cut", () -> new String(new byte[] {0, 'a', (byte) 0xd8, 0, 0, 'b', 0}, StandardCharsets.UTF_16BE));
    for (String name : new String[] {"utf8", "UTF-8", "latin1", "ISO8859_1", "us-ascii", "ASCII", "utf16", "UnicodeBig", "utf-16le", "X-UTF-16BE", "nope", "", "a b", "-x", "cp819"}) {
      lines.add("charset.name <" + name + ">", () -> Charset.forName(name));
      lines.add("charset.supported <" + name + ">", () -> Charset.isSupported(name));
    }
    lines.add("charset.null", () -> Charset.forName(null));
    lines.add("charset.aliases", () -> new java.util.TreeSet<>(StandardCharsets.US_ASCII.aliases()));
    lines.add("charset.bytes", () -> Arrays.toString("é".getBytes("latin1")) + new String(new byte[] {(byte) 0xe9}, "latin1"));
    lines.add("charset.bytesUnknown", () -> "é".getBytes("nope"));
  }
}
