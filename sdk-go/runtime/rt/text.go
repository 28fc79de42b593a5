package rt

import (
	"strconv"
	"strings"
)

// EnumText is the name of a case, or the type's name and the number where there is no such case.
func EnumText(v uint32, names []string, ty string) string {
	if v < uint32(len(names)) {
		return names[v]
	}
	return ty + "(" + strconv.FormatUint(uint64(v), 10) + ")"
}

// FlagsText is the names of the flags that are set, joined by |.
func FlagsText(v uint32, names []string) string {
	var set []string
	for i, name := range names {
		if v&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return strings.Join(set, "|")
}
