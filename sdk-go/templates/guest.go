package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"runtime"
)

// script is the call that comes next, and what was wrong with the calls before it.
var script struct {
	function, vector uint32
	complaint        *string
}

// complain notes a difference; the first one of a call stands.
func complain(where string, got, want any) {
	if script.complaint == nil {
		text := difference(where, got, want)
		script.complaint = &text
	}
}

// check compares a value that came in.
func check(where string, got, want any) {
	if !same(reflect.ValueOf(got), reflect.ValueOf(want)) {
		complain(where, got, want)
	}
}

// compare compares a value that came back.
func compare(where string, got, want any) error {
	if !same(reflect.ValueOf(got), reflect.ValueOf(want)) {
		return errors.New(difference(where, got, want))
	}
	return nil
}

// compareError compares an error that came back, nil included.
func compareError(got, want error) error { return compare("error", got, want) }

// either returns the first error.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func difference(where string, got, want any) string {
	return where + ": expected " + show(want) + ", got " + show(got)
}

// show writes a value so that a difference can be seen, and not more of it than a person reads.
func show(v any) string {
	if end, ok := gathered(reflect.ValueOf(v)); ok {
		v = end.Interface()
	}
	text := fmt.Sprintf("%#v", v)
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
		text = fmt.Sprintf("&%#v", p.Elem().Interface())
	}
	if len(text) > 300 {
		text = fmt.Sprintf("%s… (%d bytes)", text[:300], len(text))
	}
	return text
}

// same compares deeply: floats by their bits except that every NaN is the same, an empty list is the
// same whether it is nil or not.
func same(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if end, ok := gathered(a); ok {
		other, ok := gathered(b)
		return ok && same(end, other)
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Float32, reflect.Float64:
		x, y := a.Float(), b.Float()
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, key := range a.MapKeys() {
			if !same(a.MapIndex(key), b.MapIndex(key)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		parts, others := partsOf(a), partsOf(b)
		for i := range parts {
			if !same(parts[i], others[i]) {
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	default:
		return a.Equal(b)
	}
}

// partsOf are a struct's fields, or what an option or a result says where those are its own.
func partsOf(v reflect.Value) []reflect.Value {
	if is := v.MethodByName("IsErr"); is.IsValid() {
		ok, err := v.MethodByName("OK").Call(nil), v.MethodByName("Err").Call(nil)
		return append(is.Call(nil), ok[0], err[0])
	}
	if v.MethodByName("IsSome").IsValid() {
		return v.MethodByName("Get").Call(nil)
	}
	var parts []reflect.Value
	for i := range v.NumField() {
		parts = append(parts, v.Field(i))
	}
	return parts
}

// read are the streams and futures that were read, which can be done once, and what was in them.
var read = map[any]reflect.Value{}

// gathered reads a stream to its end, or waits for a future.
func gathered(v reflect.Value) (reflect.Value, bool) {
	if v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Pointer || !v.CanInterface() {
		return v, false
	}
	if known, ok := read[v.Interface()]; ok {
		return known, true
	}
	if get := v.MethodByName("Get"); get.IsValid() {
		got := get.Call([]reflect.Value{reflect.ValueOf(context.Background())})
		if err, failed := got[1].Interface().(error); failed {
			panic(err)
		}
		read[v.Interface()] = got[0]
		return got[0], true
	}
	method := v.MethodByName("Read")
	if !method.IsValid() {
		return v, false
	}
	part := reflect.MakeSlice(method.Type().In(0), 4099, 4099)
	all := reflect.MakeSlice(part.Type(), 0, 0)
	for {
		got := method.Call([]reflect.Value{part})
		all = reflect.AppendSlice(all, part.Slice(0, int(got[0].Int())))
		if err, failed := got[1].Interface().(error); failed {
			if err != io.EOF {
				panic(err)
			}
			read[v.Interface()] = all
			return all, true
		}
	}
}

// flowing is a stream that gives its elements in pieces of a size, with pauses between them.
type flowing[T any] struct {
	left []T
	size int
}

func flow[T any](elements []T, size int) *flowing[T] { return &flowing[T]{elements, size} }

func (f *flowing[T]) Read(p []T) (int, error) {
	runtime.Gosched()
	if len(f.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.left[:min(f.size, len(f.left))])
	f.left = f.left[n:]
	return n, nil
}

func (f *flowing[T]) Close() error { return nil }

// promised is a future whose value is there.
type promised[T any] struct{ value T }

func later[T any](value T) *promised[T] { return &promised[T]{value} }

func (p *promised[T]) Get(context.Context) (T, error) {
	runtime.Gosched()
	return p.value, nil
}

func (p *promised[T]) Close() error { return nil }

// repeat makes a long list of a short one.
func repeat[T any](unit []T, count int) []T {
	list := make([]T, 0, len(unit)*count)
	for range count {
		list = append(list, unit...)
	}
	return list
}
