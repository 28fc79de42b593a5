package main

import (
	"errors"
	"fmt"

	"callee/gen/exports/matrix/scripts/ledger"
	"callee/gen/exports/matrix/scripts/others"
	"callee/gen/exports/matrix/scripts/things"
	"callee/gen/wit"
)

func main() {}

func init() {
	things.Export(allThings{})
	others.Export(allOthers{})
	ledger.Export(allSeen{})
}

// seen is what happened to the things of this component.
var seen struct {
	calls, live uint32
	dropped     []string
	numbers     []uint32
}

type thing struct{ label string }

func newThing(label string) *thing {
	seen.live++
	return &thing{label}
}

func newThings(labels []string) []things.Thing {
	made := make([]things.Thing, len(labels))
	for i, label := range labels {
		made[i] = newThing(label)
	}
	return made
}

// end takes a thing that came home out of the count.
func end(it things.Thing) string {
	seen.live--
	return it.(*thing).label
}

func endAll(all ...things.Thing) []string {
	labels := make([]string, len(all))
	for i, it := range all {
		labels[i] = end(it)
	}
	return labels
}

func (t *thing) Label() string {
	seen.calls++
	return t.label
}

func (t *thing) Rename(label string) string {
	before := t.label
	t.label = label
	return before
}

func (t *thing) SameAs(other things.Thing) bool { return t == other }

// Drop is called when somebody else's last handle goes away.
func (t *thing) Drop() {
	seen.live--
	gone(t.label)
}

// allThings implements the interface things.
type allThings struct{}

var kept things.Thing

func (allThings) NewThing(label string) things.Thing { return newThing(label) }

func (allThings) ThingMerge(a, b things.Thing) things.Thing {
	return newThing(end(a) + "+" + end(b))
}

func (allThings) Look(it things.Thing) string {
	seen.calls++
	return it.(*thing).label
}

func (allThings) LookAll(all []things.Thing) []string {
	seen.calls++
	labels := make([]string, len(all))
	for i, it := range all {
		labels[i] = it.(*thing).label
	}
	return labels
}

func (allThings) Take(it things.Thing) string {
	seen.calls++
	return end(it)
}

func (allThings) Echo(it things.Thing) things.Thing { return it }

func (allThings) Keep(it things.Thing) { kept = it }

func (allThings) Kept() things.Thing {
	it := kept
	kept = nil
	return it
}

func (allThings) Make(labels []string) []things.Thing { return newThings(labels) }

func (allThings) Hold(labels []string) things.Holding {
	made := newThings(labels)
	return things.Holding{First: made[0], Note: fmt.Sprintf("%d more", len(made)-1), Rest: made[1:]}
}

func (allThings) Unhold(all things.Holding) []string {
	seen.calls++
	return append(endAll(all.First), endAll(all.Rest...)...)
}

func (allThings) Pack(labels []string) things.Parcel {
	made := newThings(labels)
	switch len(made) {
	case 0:
		return things.ParcelNothing{}
	case 1:
		return things.ParcelOne{Value: made[0]}
	default:
		return things.ParcelTwo{Value: wit.Tuple2[things.Thing, things.Thing]{F0: made[0], F1: made[1]}}
	}
}

func (allThings) Unpack(all things.Parcel) []string {
	switch all := all.(type) {
	case things.ParcelOne:
		return endAll(all.Value)
	case things.ParcelTwo:
		return endAll(all.Value.F0, all.Value.F1)
	default:
		return nil
	}
}

func (allThings) Find(label string) (things.Thing, error) {
	if label == "" {
		return nil, errors.New("no label")
	}
	return newThing(label), nil
}

func (allThings) Exchange(it things.Thing, fine bool) (string, error) {
	if !fine {
		return "", wit.Error[things.Thing]{Value: it}
	}
	return end(it), nil
}

// number is the other resource of the same name.
type number uint32

func (n number) Number() uint32 { return uint32(n) }

func (n number) Drop() { seen.numbers = append(seen.numbers, uint32(n)) }

// allOthers implements the interface others.
type allOthers struct{}

func (allOthers) NewThing(n uint32) others.Thing { return number(n) }

func (allOthers) Sum(all []others.Thing) (sum uint32) {
	for _, it := range all {
		sum += it.Number()
	}
	return sum
}

// allSeen implements the interface ledger.
type allSeen struct{}

func (allSeen) Reset() {
	seen.calls, seen.live, seen.dropped, seen.numbers = 0, 0, nil, nil
}

func (allSeen) Calls() uint32            { return seen.calls }
func (allSeen) Live() uint32             { return seen.live }
func (allSeen) Dropped() []string        { return seen.dropped }
func (allSeen) DroppedNumbers() []uint32 { return seen.numbers }
