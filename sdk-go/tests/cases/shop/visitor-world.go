// Package main gets handles lent.
package main

import (
	"visitor-world/gen/exports/test/resources/visitor"
	"visitor-world/gen/test/resources/store"
)

type impl struct{}

func init() { visitor.Export(impl{}) }

func main() {}

var kept *store.Counter

func (impl) Visit(c *store.Counter) uint32 {
	c.Next()
	return c.Next()
}

func (impl) VisitPair(p visitor.Pair) uint32 {
	return store.Total([]*store.Counter{p.Left, p.Right})
}

func (impl) VisitLate(c *store.Counter) { kept = c }
func (impl) Late() string               { return kept.Name() }
