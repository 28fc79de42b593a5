package rt

import (
	"errors"
	"strconv"
	"unicode/utf8"
)

// The checks below fail by a panic whose text names the function or type and the field (where), what
// was expected, and what was there. WIT guarantees the opposite direction: values that come in are
// in range.

// CheckString panics unless s is UTF-8.
func CheckString(s, where string) {
	if utf8.ValidString(s) {
		return
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(s[i:]); width == 1 {
				panic(where + ": expected a string of valid UTF-8, got an invalid byte at offset " + strconv.Itoa(i))
			}
		}
	}
}

// CheckRune panics unless r is a Unicode scalar value, as WIT's char has to be.
func CheckRune(r rune, where string) {
	if !utf8.ValidRune(r) {
		panic(where + ": expected a Unicode scalar value, got " + strconv.FormatInt(int64(r), 10))
	}
}

// CheckEnum panics unless v is one of the n cases of an enum.
func CheckEnum(v, n uint32, where string) {
	if v >= n {
		panic(where + ": expected one of " + strconv.FormatUint(uint64(n), 10) + " cases, got number " + strconv.FormatUint(uint64(v), 10))
	}
}

// CheckFlags panics if v has bits that are none of the flags in all.
func CheckFlags(v, all uint32, where string) {
	if v&^all != 0 {
		panic(where + ": expected flags within 0x" + strconv.FormatUint(uint64(all), 16) + ", got 0x" + strconv.FormatUint(uint64(v), 16))
	}
}

// BadCase panics because a variant is nil or of a type that is none of its cases.
func BadCase(v any, where string) {
	if v == nil {
		panic(where + ": expected a case of the variant, got nil")
	}
	panic(where + ": expected a case of the variant as a plain value, got a pointer or another type")
}

// BadDiscriminant panics because the other side sent a case that does not exist.
func BadDiscriminant(n uint32, where string) {
	panic(where + ": no case has the number " + strconv.FormatUint(uint64(n), 10))
}

// Failure finds the payload of a result's err case in an error that an export returned.
func Failure[E any](err error, where, want string) E {
	var payload E
	if !errors.As(err, &payload) {
		panic(where + ": expected an error that is or wraps a " + want + " (not a pointer to one), got: " + err.Error())
	}
	return payload
}

// CheckHandle panics unless a handle is there.
func CheckHandle(there bool, where string) {
	if !there {
		panic(where + ": expected a resource, got nil")
	}
}

// CheckRunes panics unless every rune is a Unicode scalar value.
func CheckRunes(s []rune, where string) {
	for _, r := range s {
		CheckRune(r, where)
	}
}
