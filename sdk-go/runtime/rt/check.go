//go:build wasm

package rt

import (
	"errors"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// The checks below fail by a panic whose text names the function and parameter, the part inside of it
// (where, empty for the whole), what was expected, and what was there. WIT guarantees the opposite
// direction: values that come in are in range.

// lowered is what is being lowered, for messages.
var lowered string

// Lowering notes what is lowered next: a function and its parameter or result.
func Lowering(what string) { lowered = what }

func fail(where, message string) {
	stay()
	unwound()
	if where != "" {
		where = ": " + where
	}
	panic(lowered + where + ": " + message)
}

// CheckString panics unless s is UTF-8.
func CheckString(s, where string) {
	if utf8.ValidString(s[asciiPrefix(s):]) {
		return
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(s[i:]); width == 1 {
				fail(where, "expected a string of valid UTF-8, got an invalid byte at offset "+strconv.Itoa(i))
			}
		}
	}
}

// asciiPrefix returns how many bytes at the start of s are surely ASCII: most strings are, and looking
// at 32 bytes at a time costs a fraction of decoding.
func asciiPrefix(s string) int {
	const high = 0x8080808080808080
	p, n := unsafe.Pointer(unsafe.StringData(s)), 0
	for ; n+32 <= len(s); n += 32 {
		words := (*[4]uint64)(unsafe.Add(p, n))
		if (words[0]|words[1]|words[2]|words[3])&high != 0 {
			break
		}
	}
	return n
}

// CheckRune panics unless r is a Unicode scalar value, as WIT's char has to be.
func CheckRune(r rune, where string) {
	if !utf8.ValidRune(r) {
		fail(where, "expected a Unicode scalar value, got "+strconv.FormatInt(int64(r), 10))
	}
}

// CheckEnum panics unless v is one of the n cases of an enum.
func CheckEnum(v, n uint32, where string) {
	if v >= n {
		fail(where, "expected one of "+strconv.FormatUint(uint64(n), 10)+" cases, got number "+strconv.FormatUint(uint64(v), 10))
	}
}

// CheckFlags panics if v has bits that are none of the flags in all.
func CheckFlags(v, all uint32, where string) {
	if v&^all != 0 {
		fail(where, "expected flags within 0x"+strconv.FormatUint(uint64(all), 16)+", got 0x"+strconv.FormatUint(uint64(v), 16))
	}
}

// BadCase panics because a variant is nil or of a type that is none of its cases.
func BadCase(v any, where string) {
	if v == nil {
		fail(where, "expected a case of the variant, got nil")
	}
	fail(where, "expected a case of the variant as a plain value, got a pointer or another type")
}

// BadDiscriminant panics because the other side sent a case that does not exist.
func BadDiscriminant(n uint32, where string) {
	panic(where + ": no case has the number " + strconv.FormatUint(uint64(n), 10))
}

// Failure finds the payload of a result's err case in an error that an export returned.
func Failure[E any](err error, want string) E {
	var payload E
	if !errors.As(err, &payload) {
		fail("", "expected an error that is or wraps a "+want+" (not a pointer to one), got: "+err.Error())
	}
	return payload
}

// CheckHandle panics unless a handle is there.
func CheckHandle(there bool, where string) {
	if !there {
		fail(where, "expected a resource, got nil")
	}
}

// CheckRunes panics unless every rune is a Unicode scalar value.
func CheckRunes(s []rune, where string) {
	for _, r := range s {
		CheckRune(r, where)
	}
}
