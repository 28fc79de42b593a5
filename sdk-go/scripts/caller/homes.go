package main

import (
	"caller/gen/matrix/scripts/homes"
	"caller/gen/matrix/scripts/ledger"
)

func init() {
	played["children-first"] = childrenFirst
	played["parents-first"] = parentsFirst
	played["middle-first"] = middleFirst
	played["forgotten-parents"] = forgottenParents
	played["close-drop-dispose"] = closeDropDispose
	played["words-of-objects"] = wordsOfObjects
}

func build() (*homes.House, *homes.Room, *homes.Cupboard) {
	house := homes.NewHouse("h")
	room := house.Room("r")
	cupboard := room.Cupboard("c")
	expect("name", house.Name(), "h")
	expect("path of the room", room.Path(), "h/r")
	expect("path of the cupboard", cupboard.Path(), "h/r/c")
	return house, room, cupboard
}

func childrenFirst() {
	house, room, cupboard := build()
	cupboard.Close()
	expect("path of the room", room.Path(), "h/r")
	room.Close()
	expect("name", house.Name(), "h")
	house.Close()
	saw(0, "h/r/c", "h/r", "h")
}

func parentsFirst() {
	house, room, cupboard := build()
	house.Close()
	expect("path of the room", room.Path(), "h/r")
	room.Close()
	expect("path of the cupboard", cupboard.Path(), "h/r/c")
	cupboard.Close()
	saw(0, "h", "h/r", "h/r/c")
}

func middleFirst() {
	house, room, cupboard := build()
	room.Close()
	house.Close()
	expect("path of the cupboard", cupboard.Path(), "h/r/c")
	cupboard.Close()
	saw(0, "h/r", "h", "h/r/c")
}

// forgottenParents holds neither the house nor the room; they must not go before what is in them.
func forgottenParents() {
	cupboard := homes.NewHouse("h").Room("r").Cupboard("c")
	expect("path of the cupboard", cupboard.Path(), "h/r/c")
	cupboard.Close()
	expect("first to go", ledger.Dropped()[0], "h/r/c")
}

// closeDropDispose calls methods that are called like the end of an object, and aren't.
func closeDropDispose() {
	door := homes.NewDoor("d")
	expect("close", door.Close(), "closed d")
	expect("drop", door.Drop(3), "dropped d 3")
	expect("dispose", door.Dispose(), "disposed d")
	gate := homes.NewGate("g")
	expect("close", gate.Close(3), "closed g 3")
	gate.Drop()
	expect("dispose", gate.Dispose(3), "disposed g 3")
	saw(0)
	door.Release()
	gate.Release()
	saw(0, "d", "g")
}

// wordsOfObjects calls methods that are called like what every object of some language has.
func wordsOfObjects() {
	a, b, same := homes.NewBadge("a"), homes.NewBadge("b"), homes.NewBadge("a")
	expect("free", a.Free(), "freed a")
	expect("clone", a.Clone(), "cloned a")
	expect("to-string", a.ToString(), "text a")
	expect("inspect", a.Inspect(), "inspected a")
	expect("hashes", []uint32{a.Hash(), a.HashCode(), a.ValueOf()}, []uint32{1, 2, 3})
	expect("equals", []bool{a.Equals(a), a.Equals(b), a.Equals(same)}, []bool{true, false, true})
	saw(0)
	a.Close()
	b.Close()
	same.Close()
	saw(0, "a", "b", "a")
}
