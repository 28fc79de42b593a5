// Package main uses resources of other components.
package main

import (
	"errors"
	"fmt"
	"strings"

	"shopper/gen/exports/test/resources/driver"
	"shopper/gen/test/resources/store"
	"shopper/gen/test/resources/visitor"
	"shopper/gen/wit"
)

type impl struct{}

func init() { driver.Export(impl{}) }

func main() {}

func (impl) Run() (lines []string) {
	say := func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf(format, args...)+" drops "+strings.Join(store.Drops(), ","))
	}
	a := store.NewCounter("a", 5)
	say("constructed, next %d, name %s", a.Next(), a.Name())
	a.Close()
	say("the WIT method close was called: %s", a.Name())
	b := store.NewCounter("b", 100)
	m := store.CounterMerge(a, b)
	say("merged %s, next %d", m.Name(), m.Next())
	b.Drop()
	b.Drop()
	say("dropped twice")
	made := store.Make(3)
	say("made %d, total %d", len(made), store.Total(append(made, m)))
	for _, c := range made[1:] {
		c.Drop()
	}
	say("dropped two")
	one := store.Wrap(store.Holder{Name: "one", Item: made[0]}).(store.ChoiceOne)
	say("wrapped %s", one.Value.Name())
	back := store.Select(one)
	say("selected %s", back.Name())
	say("none selected: %t", store.Select(store.ChoiceNone{}) == nil)
	many := store.Wrap(store.Holder{Name: "other", Item: back}).(store.ChoiceMany)
	first := store.Select(many)
	say("first of many %s", first.Name())
	held, err := store.Take(first)
	say("took %s %s %v", held.Name, held.Item.Name(), err)
	_, err = store.Take(nil)
	var refused wit.Error[*store.Token]
	say("refused: %t %t", errors.As(err, &refused), refused.Value != nil)
	refused.Value.Close()
	say("token gone")
	_, err = store.NewToken("")
	say("no token: %v", err)
	say("visited %d", visitor.Visit(m))
	say("visited both %d", visitor.VisitPair(visitor.Pair{Left: m, Right: held.Item}))
	held.Item.Drop()
	m.Drop()
	say("all gone")
	return lines
}

func (impl) Forget(n uint32) (dropped uint32) {
	for i := range n {
		store.NewCounter("forgotten", i)
		if i%1000 == 0 {
			dropped += uint32(len(store.Drops()))
		}
	}
	return dropped + uint32(len(store.Drops()))
}

func (impl) UseClosed() {
	c := store.NewCounter("c", 0)
	c.Drop()
	c.Next()
}

func (impl) UseMoved() {
	c := store.NewCounter("c", 0)
	store.Wrap(store.Holder{Name: "one", Item: c})
	c.Next()
}

func (impl) LendLate() {
	c := store.NewCounter("late", 0)
	visitor.VisitLate(c)
	visitor.Late()
}

func (impl) PassNil() { store.Total([]*store.Counter{nil}) }

func (impl) Echoes(n uint32) (length uint64) {
	text := strings.Repeat("x", 1024)
	for range n {
		length += uint64(len(store.Echo(text)))
	}
	return length
}

func (impl) Empties(n uint32) {
	for range n {
		store.Empty()
	}
}
