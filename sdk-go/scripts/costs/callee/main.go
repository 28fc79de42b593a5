package main

import "callee/gen/exports/matrix/costs/work"

func main() {}

func init() { work.Export(worker{}) }

type worker struct{}

func (worker) Nothing() {}

func (worker) Add(a, b int32) int32 { return a + b }

func (worker) Text(text string) string { return text }

func (worker) Bytes(bytes []byte) []byte { return bytes }

func (worker) Integers(numbers []uint32) []uint32 { return numbers }

func (worker) Floats(numbers []float64) []float64 { return numbers }

func (worker) Points(points []work.Point) []work.Point { return points }

func (worker) Items(items []work.Item) []work.Item { return items }

func (worker) Shapes(shapes []work.Shape) []work.Shape { return shapes }

func (worker) Refuse(code uint32) (uint32, error) {
	return 0, work.Problem{Code: code, Reason: "refused"}
}

func (worker) NewCounter(start uint32) work.Counter { return &counter{start} }

type counter struct{ number uint32 }

func (c *counter) Next() uint32 {
	number := c.number
	c.number++
	return number
}
