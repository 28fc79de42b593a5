package main

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"caller/gen/exports/matrix/costs/load"
	"caller/gen/matrix/costs/work"
)

func main() {}

func init() { load.Export(loader{}) }

// check panics unless the answer of a function is right.
func check(right bool, function string) {
	if !right {
		panic(function + ": a wrong answer")
	}
}

// build makes a list of so many elements.
func build[T any](count uint32, element func(uint32) T) []T {
	list := make([]T, count)
	for i := range list {
		list[i] = element(uint32(i))
	}
	return list
}

func point(i uint32) work.Point {
	return work.Point{ID: i, X: float64(i) / 2, Y: -float64(i), On: i%3 == 0, Kind: work.Kind(i % 3)}
}

func item(i uint32) work.Item {
	return work.Item{ID: i, Name: fmt.Sprintf("item %d", i), Tags: []string{"new", fmt.Sprintf("tag %d", i%10)}}
}

func shape(i uint32) work.Shape {
	switch i % 5 {
	case 0:
		return work.ShapeEmpty{}
	case 1:
		return work.ShapeCircle{Value: work.LengthPixels{Value: i}}
	case 2:
		return work.ShapeFrame{Value: work.Size{Width: work.LengthAuto{}, Height: work.LengthShare{Value: float64(i) / 2}}}
	case 3:
		label := fmt.Sprintf("shape %d", i)
		return work.ShapeLabel{Value: &label}
	default:
		return work.ShapeLabel{}
	}
}

type loader struct{}

func (loader) Nothing(times uint32) {
	work.Nothing()
	for range times {
		work.Nothing()
	}
}

func (loader) Add(times uint32) {
	check(work.Add(20, -62) == -42, "add")
	for range times {
		work.Add(20, -62)
	}
}

func (loader) Text(times uint32, unit string, count uint32) {
	text := strings.Repeat(unit, int(count))
	check(work.Text(text) == text, "text")
	for range times {
		work.Text(text)
	}
}

func (loader) Bytes(times, count uint32) {
	list := build(count, func(i uint32) byte { return byte(i % 251) })
	// A part of a slice may lie at an odd address, and nothing anywhere.
	for _, part := range [][]byte{list, list[min(1, count):], list[:0]} {
		check(bytes.Equal(work.Bytes(part), part), "bytes")
	}
	for range times {
		work.Bytes(list)
	}
}

func (loader) Integers(times, count uint32) {
	list := build(count, func(i uint32) uint32 { return i * 4000 })
	check(slices.Equal(work.Integers(list), list), "integers")
	for range times {
		work.Integers(list)
	}
}

func (loader) Floats(times, count uint32) {
	list := build(count, func(i uint32) float64 { return float64(i) / 2 })
	check(slices.Equal(work.Floats(list), list), "floats")
	for range times {
		work.Floats(list)
	}
}

func (loader) Points(times, count uint32) {
	list := build(count, point)
	check(slices.Equal(work.Points(list), list), "points")
	for range times {
		work.Points(list)
	}
}

func (loader) Items(times, count uint32) {
	list := build(count, item)
	check(reflect.DeepEqual(work.Items(list), list), "items")
	for range times {
		work.Items(list)
	}
}

func (loader) Shapes(times, count uint32) {
	list := build(count, shape)
	check(reflect.DeepEqual(work.Shapes(list), list), "shapes")
	for range times {
		work.Shapes(list)
	}
}

// one makes a counter, calls it and lets it go.
func one() uint32 {
	counter := work.NewCounter(7)
	defer counter.Close()
	return counter.Next()
}

func (loader) Counter(times uint32) {
	check(one() == 7, "counter")
	for range times {
		one()
	}
}

func (loader) Refuse(times uint32) {
	_, err := work.Refuse(7)
	var problem work.Problem
	check(errors.As(err, &problem) && problem == work.Problem{Code: 7, Reason: "refused"}, "refuse")
	for range times {
		if _, err := work.Refuse(7); err == nil {
			panic("refuse: no error")
		}
	}
}
