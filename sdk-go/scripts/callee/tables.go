package main

import "callee/gen/exports/matrix/scripts/tables"

func init() { tables.Export(allTables{}) }

// allTables implements the interface tables.
type allTables struct{}

func (allTables) Turn(ages map[string]uint32) map[uint32]string {
	turned := make(map[uint32]string, len(ages))
	for name, age := range ages {
		turned[age] = name
	}
	return turned
}

func (allTables) Twice() map[string]uint32 { return map[string]uint32{"a": 3, "b": 2} }
