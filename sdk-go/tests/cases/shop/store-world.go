// Package main implements resources.
package main

import (
	"errors"
	"strconv"

	"store-world/gen/exports/test/resources/store"
	"store-world/gen/wit"
)

type impl struct{}

func init() { store.Export(impl{}) }

func main() {}

type counter struct {
	name  string
	value uint32
}

func (c *counter) Next() uint32 { c.value++; return c.value }
func (c *counter) Name() string { return c.name }
func (c *counter) Close()       { c.name += " closed" }
func (c *counter) Drop()        { dropped = append(dropped, c.name) }

type token string

func (t token) Drop() { dropped = append(dropped, string(t)) }

var dropped []string

func (impl) NewCounter(name string, start uint32) store.Counter {
	return &counter{name, start}
}

func (impl) CounterMerge(a, b store.Counter) store.Counter {
	x, y := a.(*counter), b.(*counter)
	return &counter{x.name + "+" + y.name, x.value + y.value}
}

func (impl) NewToken(text string) (store.Token, error) {
	if text == "" {
		return nil, errors.New("an empty token")
	}
	return token(text), nil
}

func (impl) Make(n uint32) []store.Counter {
	var all []store.Counter
	for i := range n {
		all = append(all, &counter{"made " + strconv.Itoa(int(i)), i * 10})
	}
	return all
}

func (impl) Total(items []store.Counter) (sum uint32) {
	for _, c := range items {
		sum += c.(*counter).value
	}
	return sum
}

func (impl) Wrap(h store.Holder) store.Choice {
	switch h.Name {
	case "none":
		return store.ChoiceNone{}
	case "one":
		return store.ChoiceOne{Value: h.Item}
	default:
		return store.ChoiceMany{Value: []store.Counter{h.Item, &counter{name: h.Name}}}
	}
}

func (impl) Select(c store.Choice) store.Counter {
	switch c := c.(type) {
	case store.ChoiceOne:
		return c.Value
	case store.ChoiceMany:
		return c.Value[0]
	default:
		return nil
	}
}

func (impl) Take(c store.Counter) (store.Holder, error) {
	if c == nil {
		return store.Holder{}, wit.Error[store.Token]{Value: token("nothing to take")}
	}
	return store.Holder{Name: "taken", Item: c}, nil
}

func (impl) Drops() []string {
	names := dropped
	dropped = nil
	return names
}

func (impl) Echo(s string) string { return s }
func (impl) Empty()               {}
