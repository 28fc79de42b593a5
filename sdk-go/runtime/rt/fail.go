//go:build wasm

package rt

import (
	"errors"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	_ "unsafe" // for go:linkname
)

//go:linkname abort runtime.abort
func abort()

// What system calls say, by number.
//
//go:linkname errorTexts syscall.errorstr
var errorTexts [77]string

func init() {
	errorTexts[syscall.EACCES] = "Permission denied (folders are granted with --dir)"
}

// Guard is deferred by every export. It reports a panic on stderr, with its stack, then traps.
func Guard(name string) {
	v := recover()
	if v == nil {
		return
	}
	stack := make([]byte, 64<<10)
	stack = stack[:runtime.Stack(stack, false)]
	print("witloom: go export `", name, "` failed: ", text(v), "\n\n", string(stack))
	abort()
}

// Unregistered panics because no implementation of an exported interface was registered.
func Unregistered(pkg string) {
	panic("nothing implements this interface: call " + pkg + ".Export in an init function of package main")
}

// text renders a recovered value without the weight of package fmt.
func text(v any) string {
	switch v := v.(type) {
	case error:
		return ErrorText(v)
	case interface{ String() string }:
		return v.String()
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	default:
		return "panic with a value that is neither an error nor a string"
	}
}

// ErrorText is the text of an error with a reason where Go's port to WASI has none: it has no
// sockets, and keeps few files open.
func ErrorText(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, syscall.ENOMEM) && strings.HasPrefix(text, "open "):
		return text + " (a Go component can have 124 files open at a time)"
	case isNetwork(text):
		return text + " (Go's port to WASI has no sockets: call `wasi:http` or `wasi:sockets` by their WIT)"
	}
	return text
}

// isNetwork reports whether a text is one of package net's: its errors hide their reasons.
func isNetwork(text string) bool {
	reached := strings.Contains(text, "dial ") || strings.Contains(text, "lookup ")
	return reached && (strings.HasSuffix(text, "Connection refused") || strings.HasSuffix(text, "Connection reset by peer"))
}
