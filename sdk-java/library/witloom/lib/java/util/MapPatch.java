package witloom.lib.java.util;

import java.util.Map;
import witloom.lib.FixedMap;

/** Makers of {@link Map}, which take no null and no key twice. */
public final class MapPatch {
  private MapPatch() {}

  public static <K, V> Map<K, V> of() {
    return FixedMap.of();
  }

  public static <K, V> Map<K, V> of(Object k1, Object v1) {
    return FixedMap.of(k1, v1);
  }

  public static <K, V> Map<K, V> of(Object k1, Object v1, Object k2, Object v2) {
    return FixedMap.of(k1, v1, k2, v2);
  }

  public static <K, V> Map<K, V> of(
      Object k1, Object v1, Object k2, Object v2, Object k3, Object v3) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3);
  }

  public static <K, V> Map<K, V> of(
      Object k1, Object v1, Object k2, Object v2, Object k3, Object v3, Object k4, Object v4) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5,
      Object k6,
      Object v6) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5,
      Object k6,
      Object v6,
      Object k7,
      Object v7) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5,
      Object k6,
      Object v6,
      Object k7,
      Object v7,
      Object k8,
      Object v8) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7, k8, v8);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5,
      Object k6,
      Object v6,
      Object k7,
      Object v7,
      Object k8,
      Object v8,
      Object k9,
      Object v9) {
    return FixedMap.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7, k8, v8, k9, v9);
  }

  public static <K, V> Map<K, V> of(
      Object k1,
      Object v1,
      Object k2,
      Object v2,
      Object k3,
      Object v3,
      Object k4,
      Object v4,
      Object k5,
      Object v5,
      Object k6,
      Object v6,
      Object k7,
      Object v7,
      Object k8,
      Object v8,
      Object k9,
      Object v9,
      Object k10,
      Object v10) {
    return FixedMap.of(
        k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7, k8, v8, k9, v9, k10, v10);
  }

  @SafeVarargs
  public static <K, V> Map<K, V> ofEntries(Map.Entry<? extends K, ? extends V>... entries) {
    return FixedMap.ofEntries(entries);
  }

  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> map) {
    return FixedMap.copyOf(map);
  }
}
