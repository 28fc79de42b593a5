// Package main makes the calls that are measured.
package main

import (
	"strings"

	"caller-world/gen/exports/test/bench/caller"
	"caller-world/gen/test/bench/callee"
)

type impl struct{}

func init() { caller.Export(impl{}) }

func main() {}

func (impl) Empty(n uint32) {
	for range n {
		callee.Empty()
	}
}

func (impl) Add(n uint32) {
	for i := range n {
		callee.Add(i, n)
	}
}

func (impl) Text(n, size uint32) {
	text := strings.Repeat("x", int(size))
	for range n {
		callee.Text(text)
	}
}

func (impl) Bytes(n, size uint32) {
	bytes := make([]byte, size)
	for range n {
		callee.Bytes(bytes)
	}
}

func (impl) People(n, size uint32) {
	people := make([]callee.Person, size)
	for i := range people {
		home := callee.Address{Street: "1 Long Street", City: "Somewhere"}
		people[i] = callee.Person{ID: uint64(i), Name: "A Name", Home: home, Tags: []string{"a", "b"}}
	}
	for range n {
		callee.People(people)
	}
}

func (impl) Points(n, size uint32) {
	points := make([]callee.Point, size)
	for range n {
		callee.Points(points)
	}
}

func (impl) Fallible(n uint32) {
	for i := range n {
		if _, err := callee.Fallible(i); err != nil {
			panic(err)
		}
	}
}

func (impl) Things(n uint32) {
	for i := range n {
		t := callee.NewThing(i)
		t.Get()
		t.Close()
	}
}
