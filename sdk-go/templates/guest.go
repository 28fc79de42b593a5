package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
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
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
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

// repeat makes a long list of a short one.
func repeat[T any](unit []T, count int) []T {
	list := make([]T, 0, len(unit)*count)
	for range count {
		list = append(list, unit...)
	}
	return list
}
