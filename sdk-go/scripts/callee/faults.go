package main

import (
	"fmt"
	"strconv"
	"strings"

	"callee/gen/exports/matrix/scripts/faults"
)

func init() { faults.Export(&allFaults{}) }

// allFaults implements the interface faults.
type allFaults struct {
	calls  uint32
	hoards [][]byte
}

func (*allFaults) Parse(text string) (uint32, error) {
	switch {
	case text == "":
		return 0, faults.FaultEmpty{}
	case len(text) > 3:
		return 0, faults.FaultTooLong{Value: uint32(len(text))}
	}
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, faults.FaultUnknown{Value: text}
	}
	return uint32(number), nil
}

func (*allFaults) BlowUp(text string) uint32 { panic("boom: " + text) }

func (*allFaults) Lapse(text string) (uint32, error) { panic("boom: " + text) }

func (f *allFaults) Small(n uint8) uint8 {
	f.calls++
	return n
}

func (f *allFaults) Named(name string) string {
	f.calls++
	return name
}

func (f *allFaults) Calls() uint32 { return f.calls }

func (*allFaults) Spin() {
	for {
	}
}

func (*allFaults) Flood(lines uint32) {
	line := strings.Repeat("x", 100)
	for range lines {
		fmt.Println(line)
	}
}

func (f *allFaults) Hoard() {
	for {
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = byte(i)
		}
		f.hoards = append(f.hoards, block)
	}
}
