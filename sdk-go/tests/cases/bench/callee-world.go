// Package main answers the calls that are measured.
package main

import "callee-world/gen/exports/test/bench/callee"

type impl struct{}

func init() { callee.Export(impl{}) }

func main() {}

type thing uint32

func (t thing) Get() uint32 { return uint32(t) }

func (impl) Empty()                                   {}
func (impl) Add(a, b uint32) uint32                   { return a + b }
func (impl) Text(s string) string                     { return s }
func (impl) Bytes(b []byte) []byte                    { return b }
func (impl) People(p []callee.Person) []callee.Person { return p }
func (impl) Points(p []callee.Point) []callee.Point   { return p }
func (impl) Fallible(n uint32) (uint32, error)        { return n, nil }
func (impl) NewThing(n uint32) callee.Thing           { return thing(n) }
