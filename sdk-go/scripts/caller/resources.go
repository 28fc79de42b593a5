package main

import (
	"errors"
	"strconv"

	"caller/gen/matrix/scripts/ledger"
	"caller/gen/matrix/scripts/others"
	"caller/gen/matrix/scripts/things"
	"caller/gen/wit"
)

func init() {
	played["constructor-and-methods"] = constructorAndMethods
	played["static-function"] = staticFunction
	played["borrow"] = borrow
	played["borrows-in-a-list"] = borrowsInAList
	played["own-is-passed"] = ownIsPassed
	played["own-comes-home"] = ownComesHome
	played["own-in-an-option"] = ownInAnOption
	played["own-in-a-list"] = ownInAList
	played["own-in-a-record"] = ownInARecord
	played["own-in-a-variant"] = ownInAVariant
	played["own-in-a-result"] = ownInAResult
	played["same-name"] = sameName
	played["a-thousand-handles"] = aThousandHandles
	played["use-after-drop"] = useAfterDrop
	played["use-after-move"] = useAfterMove
	played["refused-arguments-stay"] = refusedArgumentsStay
	played["own-twice"] = ownTwice
}

func constructorAndMethods() {
	thing := things.NewThing("a")
	expect("label", thing.Label(), "a")
	expect("rename", thing.Rename("b"), "a")
	expect("label", thing.Label(), "b")
	saw(1)
	thing.Close()
	saw(0, "b")
}

func staticFunction() {
	merged := things.ThingMerge(things.NewThing("a"), things.NewThing("b"))
	expect("label", merged.Label(), "a+b")
	saw(1)
	merged.Close()
	saw(0, "a+b")
}

func borrow() {
	a, b := things.NewThing("a"), things.NewThing("b")
	expect("look", things.Look(a), "a")
	expect("look again", things.Look(a), "a")
	expect("same as itself", a.SameAs(a), true)
	expect("same as another", a.SameAs(b), false)
	saw(2)
	a.Close()
	b.Close()
	saw(0, "a", "b")
}

func borrowsInAList() {
	a, b := things.NewThing("a"), things.NewThing("b")
	expect("look-all", things.LookAll([]*things.Thing{a, b, a}), []string{"a", "b", "a"})
	expect("label", b.Label(), "b")
	a.Close()
	b.Close()
	saw(0, "a", "b")
}

func ownIsPassed() {
	expect("take", things.Take(things.NewThing("a")), "a")
	saw(0)
}

func ownComesHome() {
	back := things.Echo(things.NewThing("a"))
	expect("label", back.Label(), "a")
	saw(1)
	back.Close()
	saw(0, "a")
}

func ownInAnOption() {
	things.Keep(things.NewThing("a"))
	saw(1)
	kept := things.Kept()
	expect("label", kept.Label(), "a")
	expect("nothing is kept", things.Kept() == nil, true)
	kept.Close()
	saw(0, "a")
}

func ownInAList() {
	made := things.Make([]string{"a", "b", "c"})
	for i, label := range []string{"a", "b", "c"} {
		expect("label", made[i].Label(), label)
	}
	made[1].Close()
	saw(2, "b")
	made[0].Close()
	made[2].Close()
	saw(0, "b", "a", "c")
}

func ownInARecord() {
	held := things.Hold([]string{"a", "b", "c"})
	expect("note", held.Note, "2 more")
	expect("label", held.Rest[1].Label(), "c")
	held.Rest[0], held.Rest[1] = held.Rest[1], held.Rest[0]
	expect("unhold", things.Unhold(held), []string{"a", "c", "b"})
	saw(0)
}

func ownInAVariant() {
	_, nothing := things.Pack(nil).(things.ParcelNothing)
	expect("nothing", nothing, true)
	one := things.Pack([]string{"a"}).(things.ParcelOne)
	expect("label", one.Value.Label(), "a")
	expect("unpack one", things.Unpack(one), []string{"a"})
	two := things.Pack([]string{"a", "b"}).(things.ParcelTwo)
	expect("label", two.Value.F1.Label(), "b")
	swapped := wit.Tuple2[*things.Thing, *things.Thing]{F0: two.Value.F1, F1: two.Value.F0}
	expect("unpack two", things.Unpack(things.ParcelTwo{Value: swapped}), []string{"b", "a"})
	expect("unpack nothing", len(things.Unpack(things.ParcelNothing{})), 0)
	saw(0)
}

func ownInAResult() {
	found, err := things.Find("a")
	expect("found", err, nil)
	expect("label", found.Label(), "a")
	_, err = things.Find("")
	expect("not found", err.Error(), "no label")
	label, err := things.Exchange(found, true)
	expect("exchange", label, "a")
	expect("exchange", err, nil)
	_, err = things.Exchange(things.NewThing("b"), false)
	var back wit.Error[*things.Thing]
	expect("given back", errors.As(err, &back), true)
	expect("label", back.Value.Label(), "b")
	back.Value.Close()
	saw(0, "b")
}

func sameName() {
	thing := things.NewThing("a")
	one, two := others.NewThing(1), others.NewThing(2)
	expect("sum", others.Sum([]*others.Thing{one, two}), uint32(3))
	one.Close()
	two.Close()
	saw(1)
	expect("dropped numbers", ledger.DroppedNumbers(), []uint32{1, 2})
	thing.Close()
	saw(0, "a")
}

func aThousandHandles() {
	var made []*things.Thing
	var labels []string
	for i := range 1000 {
		labels = append(labels, strconv.Itoa(i))
		made = append(made, things.NewThing(labels[i]))
	}
	saw(1000)
	for _, thing := range made {
		thing.Close()
	}
	saw(0, labels...)
}

func useAfterDrop() {
	thing := things.NewThing("a")
	thing.Close()
	refused(func() { thing.Label() }, "thing", "closed")
	refused(func() { things.Look(thing) }, "look", "it", "closed")
	thing.Close()
	expect("calls", ledger.Calls(), uint32(0))
	saw(0, "a")
}

func useAfterMove() {
	thing := things.NewThing("a")
	things.Take(thing)
	refused(func() { thing.Label() }, "thing", "passed on")
	refused(func() { things.Take(thing) }, "take", "it", "passed on")
	thing.Close()
	expect("calls", ledger.Calls(), uint32(1))
	saw(0)
}

func refusedArgumentsStay() {
	a, b := things.NewThing("a"), things.NewThing("b")
	b.Close()
	refused(func() {
		things.Unhold(things.Holding{First: a, Rest: []*things.Thing{b}})
	}, "unhold", "all")
	expect("calls", ledger.Calls(), uint32(0))
	expect("label", a.Label(), "a")
	a.Close()
	saw(0, "b", "a")
}

func ownTwice() {
	a := things.NewThing("a")
	refused(func() {
		things.Unhold(things.Holding{First: a, Rest: []*things.Thing{a}})
	}, "unhold", "all")
	refused(func() { things.ThingMerge(a, a) }, "merge", "b")
	expect("calls", ledger.Calls(), uint32(0))
	expect("label", a.Label(), "a")
	a.Close()
	saw(0, "a")
}
