package witloom.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import witloom.rt.Tuple2;

/** Fields of a request, or trailers. Names are in lower case, and looked up in any. */
public final class HttpHeaders {
  static final HttpHeaders NONE = new HttpHeaders(new LinkedHashMap<>());

  private final Map<String, List<String>> values;

  private HttpHeaders(Map<String, List<String>> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** What fields hold. */
  static HttpHeaders of(List<Tuple2<String, byte[]>> entries) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (var entry : entries) {
      String name = entry.f0().toLowerCase(Locale.ROOT);
      String value = new String(entry.f1(), StandardCharsets.ISO_8859_1);
      values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
    }
    return new HttpHeaders(values);
  }

  /** All of them, in the order in which names came first. */
  public Map<String, List<String>> map() {
    return values;
  }

  /** The first value of a field. */
  public Optional<String> firstValue(String name) {
    return allValues(name).stream().findFirst();
  }

  /** All values of a field, in their order. */
  public List<String> allValues(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
