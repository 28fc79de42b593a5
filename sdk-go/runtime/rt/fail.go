package rt

import (
	"runtime"
	"strconv"
	_ "unsafe" // for go:linkname
)

//go:linkname abort runtime.abort
func abort()

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
		return v.Error()
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
