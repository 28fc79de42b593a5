package main

import (
	"errors"

	"caller/gen/matrix/scripts/faults"
)

func init() {
	played["declared-error"] = declaredError
	played["out-of-range"] = outOfRange
	played["flood"] = flood
	played["undeclared-error"] = undeclaredError
	played["undeclared-error-beside-declared"] = undeclaredErrorBesideDeclared
	played["trap-in-the-middle"] = trapInTheMiddle
	played["hang"] = faults.Spin
	played["hoard"] = faults.Hoard
}

func declaredError() {
	seven, err := faults.Parse("7")
	expect("seven", seven, uint32(7))
	expect("no error", err, nil)
	_, err = faults.Parse("")
	expect("empty", errors.Is(err, faults.FaultEmpty{}), true)
	_, err = faults.Parse("12345")
	expect("too long", err, faults.FaultTooLong{Value: 5})
	var unknown faults.FaultUnknown
	_, err = faults.Parse("x")
	expect("unknown", errors.As(err, &unknown), true)
	expect("unknown", unknown.Value, "x")
}

// A Go string may hold what is no text.
func outOfRange() {
	before := faults.Calls()
	refused(func() { faults.Named("\xff") }, "named", "name")
	expect("calls", faults.Calls(), before)
	expect("after", faults.Named("after"), "after")
}

func flood() {
	faults.Flood(20_000)
	expect("after", faults.Named("after"), "after")
}

func undeclaredError() {
	faults.BlowUp("seven")
	panic(difference("went on after the trap"))
}

func undeclaredErrorBesideDeclared() {
	_, err := faults.Lapse("eight")
	panic(difference("went on after the trap, with " + err.Error()))
}

func trapInTheMiddle() {
	expect("first", faults.Named("first"), "first")
	expect("second", faults.Small(2), uint8(2))
	faults.BlowUp("third")
	panic(difference("went on after the trap"))
}
