package witloom.lib.java.util.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Methods of {@link Collectors} that TeaVM words differently, or whose results it lets change or
 * hold null.
 */
public final class CollectorsPatch {
  private CollectorsPatch() {}

  private static <K, V> void put(Map<K, V> map, K key, V value) {
    V old = map.putIfAbsent(key, Objects.requireNonNull(value));
    if (old != null) {
      throw new IllegalStateException(
          "Duplicate key " + key + " (attempted merging values " + old + " and " + value + ")");
    }
  }

  public static <T, K, V> Collector<T, ?, Map<K, V>> toMap(
      Function<? super T, ? extends K> keys, Function<? super T, ? extends V> values) {
    return Collector.of(
        HashMap::new,
        (map, element) -> put(map, keys.apply(element), values.apply(element)),
        (map, other) -> {
          other.forEach((key, value) -> put(map, key, value));
          return map;
        });
  }

  public static <T> Collector<T, ?, Set<T>> toUnmodifiableSet() {
    return Collectors.collectingAndThen(Collectors.toSet(), Set::copyOf);
  }

  public static <T, K, V> Collector<T, ?, Map<K, V>> toUnmodifiableMap(
      Function<? super T, ? extends K> keys, Function<? super T, ? extends V> values) {
    return Collectors.collectingAndThen(toMap(keys, values), Map::copyOf);
  }

  public static <T, K, V> Collector<T, ?, Map<K, V>> toUnmodifiableMap(
      Function<? super T, ? extends K> keys,
      Function<? super T, ? extends V> values,
      BinaryOperator<V> merge) {
    return Collectors.collectingAndThen(Collectors.toMap(keys, values, merge), Map::copyOf);
  }
}
