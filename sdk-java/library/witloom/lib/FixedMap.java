package witloom.lib;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A map that never changes and holds no null. */
public final class FixedMap<K, V> extends AbstractMap<K, V> {
  private final Map<K, V> entries;

  private FixedMap(Map<K, V> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Of keys that are all different, each before its value. */
  @SuppressWarnings("unchecked")
  public static <K, V> Map<K, V> of(Object... keysAndValues) {
    Map<K, V> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      put(map, (K) keysAndValues[i], (V) keysAndValues[i + 1]);
    }
    return new FixedMap<>(map);
  }

  /** Of entries whose keys are all different. */
  @SafeVarargs
  public static <K, V> Map<K, V> ofEntries(Map.Entry<? extends K, ? extends V>... entries) {
    Map<K, V> map = new LinkedHashMap<>();
    for (Map.Entry<? extends K, ? extends V> entry : entries) {
      put(map, entry.getKey(), entry.getValue());
    }
    return new FixedMap<>(map);
  }

  /** Of another map's entries. */
  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> other) {
    if (other instanceof FixedMap) {
      @SuppressWarnings("unchecked")
      Map<K, V> same = (FixedMap<K, V>) other;
      return same;
    }
    Map<K, V> map = new LinkedHashMap<>();
    for (Map.Entry<? extends K, ? extends V> entry : other.entrySet()) {
      put(map, entry.getKey(), entry.getValue());
    }
    return new FixedMap<>(map);
  }

  private static <K, V> void put(Map<K, V> map, K key, V value) {
    if (map.put(Objects.requireNonNull(key), Objects.requireNonNull(value)) != null) {
      throw new IllegalArgumentException("duplicate key: " + key);
    }
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return entries.entrySet();
  }

  @Override
  public Set<K> keySet() {
    return entries.keySet();
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public V get(Object key) {
    return entries.get(Objects.requireNonNull(key));
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.containsKey(Objects.requireNonNull(key));
  }

  @Override
  public boolean containsValue(Object value) {
    return entries.containsValue(Objects.requireNonNull(value));
  }

  @Override
  public V getOrDefault(Object key, V other) {
    V value = get(key);
    return value == null ? other : value;
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public V put(K key, V value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> more) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V putIfAbsent(K key, V value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean remove(Object key, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V replace(K key, V value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean replace(K key, V old, V value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
    throw new UnsupportedOperationException();
  }
}
