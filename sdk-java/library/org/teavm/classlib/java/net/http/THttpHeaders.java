package org.teavm.classlib.java.net.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Fields by their names, in any case. */
public final class THttpHeaders {
  private final Map<String, List<String>> values;

  private THttpHeaders(Map<String, List<String>> values) {
    values.replaceAll((name, all) -> Collections.unmodifiableList(all));
    this.values = Collections.unmodifiableMap(values);
  }

  static THttpHeaders of(List<String[]> fields) {
    Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String[] field : fields) {
      values.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1]);
    }
    return new THttpHeaders(values);
  }

  public static THttpHeaders of(
      Map<String, List<String>> fields, BiPredicate<String, String> isWanted) {
    List<String[]> pairs = new ArrayList<>();
    fields.forEach(
        (name, all) -> {
          for (String value : all) {
            if (isWanted.test(name, value)) {
              pairs.add(new String[] {name, value});
            }
          }
        });
    return of(pairs);
  }

  List<String[]> pairs() {
    List<String[]> pairs = new ArrayList<>();
    values.forEach((name, all) -> all.forEach(value -> pairs.add(new String[] {name, value})));
    return pairs;
  }

  public Map<String, List<String>> map() {
    return values;
  }

  public Optional<String> firstValue(String name) {
    return allValues(name).stream().findFirst();
  }

  public OptionalLong firstValueAsLong(String name) {
    Optional<String> first = firstValue(name);
    return first.isPresent() ? OptionalLong.of(Long.parseLong(first.get())) : OptionalLong.empty();
  }

  public List<String> allValues(String name) {
    return values.getOrDefault(name, Collections.emptyList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof THttpHeaders && values.equals(((THttpHeaders) other).values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "java.net.http.HttpHeaders { " + values + " }";
  }
}
