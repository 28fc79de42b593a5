package main

import (
	"fmt"

	"caller/gen/matrix/scripts/tables"
)

func init() {
	played["ten-thousand-entries"] = tenThousandEntries
	played["a-key-twice"] = aKeyTwice
}

func tenThousandEntries() {
	ages, turned := map[string]uint32{}, map[uint32]string{}
	for n := range uint32(10_000) {
		name := fmt.Sprintf("n%04d", n)
		ages[name], turned[n] = n, name
	}
	expect("turn", tables.Turn(ages), turned)
}

// aKeyTwice calls what gives an entry for `a` twice, where the other side can.
func aKeyTwice() {
	expect("twice", tables.Twice(), map[string]uint32{"a": 3, "b": 2})
}
