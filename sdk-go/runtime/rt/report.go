//go:build wasm && witloomasync

package rt

import (
	"strings"
	"unsafe"
)

// Go itself reports a panic in a goroutine that is no call's own, and ends the program. Its trace names
// functions as Go does; behind those that implement one of WIT's, that one's name is written, too.

//go:linkname overrideWrite runtime.overrideWrite
var overrideWrite func(fd uintptr, p unsafe.Pointer, n int32) int32

//go:wasmimport wasi_snapshot_preview1 fd_write
func fdWrite(fd int32, parts unsafe.Pointer, count int32, written unsafe.Pointer) uint32

// Nothing can be allocated while Go reports.
var (
	// called has the names in WIT of async functions that were called.
	called    []string
	reporting bool
	piece     struct{ addr, size uint32 }
	wrote     uint32
)

func init() { overrideWrite = annotate }

func noteCalled(title string) {
	for _, known := range called {
		if known == title {
			return
		}
	}
	called = append(called, title)
}

// annotate gets what the runtime writes, a word or a name at a time.
func annotate(fd uintptr, p unsafe.Pointer, n int32) int32 {
	text := unsafe.String((*byte)(p), n)
	if text == "panic: " && !reporting {
		reporting = true
		say(fd, "witloom: a goroutine failed that no call waits for\n\n")
	}
	done := emit(fd, p, n)
	for i := 0; reporting && i < len(called); i++ {
		if implements(text, called[i]) {
			say(fd, " [`")
			say(fd, called[i])
			say(fd, "`]")
		}
	}
	return done
}

// implements reports whether a function of Go's, such as main.(*work).DoIt.func1, is a method that is named
// after one of WIT's, such as t:t/work#do-it, or lies in one.
func implements(name, title string) bool {
	title = title[strings.IndexByte(title, '#')+1:]
	if static, ok := strings.CutPrefix(title, "[static]"); ok {
		title = static
	} else {
		title = title[strings.IndexByte(title, '.')+1:]
	}
	name = name[strings.LastIndexByte(name, '/')+1:]
	for part := 0; name != ""; part++ {
		end := strings.IndexByte(name, '.')
		if end < 0 {
			end = len(name)
		}
		// Before it come its package and its receiver.
		if part >= 2 && spells(name[:end], title) {
			return true
		}
		name = name[min(end+1, len(name)):]
	}
	return false
}

// spells reports whether an exported name of Go's has the letters of one of WIT's.
func spells(name, title string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	at := 0
	for i := range len(title) {
		if title[i] == '-' || title[i] == '.' {
			continue
		}
		if at == len(name) || name[at]|0x20 != title[i]|0x20 {
			return false
		}
		at++
	}
	return at == len(name)
}

func say(fd uintptr, text string) {
	emit(fd, unsafe.Pointer(unsafe.StringData(text)), int32(len(text)))
}

func emit(fd uintptr, p unsafe.Pointer, n int32) int32 {
	piece.addr, piece.size = uint32(uintptr(p)), uint32(n)
	if fdWrite(int32(fd), unsafe.Pointer(&piece), 1, unsafe.Pointer(&wrote)) != 0 {
		return -1
	}
	return int32(wrote)
}
