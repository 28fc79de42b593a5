package rt

import (
	"cmp"
	"maps"
	"slices"
)

// Keys are the keys of m in ascending order.
func Keys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}

// BoolKeys are the keys of m, false before true.
func BoolKeys[V any](m map[bool]V) []bool {
	keys := make([]bool, 0, len(m))
	for _, key := range []bool{false, true} {
		if _, ok := m[key]; ok {
			keys = append(keys, key)
		}
	}
	return keys
}
