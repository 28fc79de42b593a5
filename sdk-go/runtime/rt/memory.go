//go:build wasm

package rt

import "unsafe"

// Ptr turns an address from the canonical ABI into a pointer.
func Ptr(addr uint32) unsafe.Pointer { return unsafe.Add(nil, addr) }

// At loads the address at p and turns it into a pointer.
func At(p unsafe.Pointer) unsafe.Pointer { return unsafe.Add(nil, *(*uint32)(p)) }

// escape is never taken; see Addr.
var escape struct {
	taken bool
	to    unsafe.Pointer
}

// Addr turns a pointer into an address for the canonical ABI. What it points to moves to the heap:
// a goroutine's stack may move between lowering and the call.
func Addr(p unsafe.Pointer) uint32 {
	if escape.taken {
		escape.to = p
	}
	return uint32(uintptr(p))
}

// String copies a string out of the arena.
func String(p unsafe.Pointer, n uint32) string {
	s := string(unsafe.Slice((*byte)(p), n))
	take(p, uintptr(n))
	return s
}

// Slice copies a list out of the arena whose elements look alike in Go and in the canonical ABI.
func Slice[T any](p unsafe.Pointer, n uint32) []T {
	if n == 0 {
		return []T{}
	}
	if int32(n) < 0 {
		panic("witloom: a list of 2³¹ elements or more") // see SliceAddr: there is less memory behind it
	}
	s := append([]T(nil), unsafe.Slice((*T)(p), n)...)
	take(p, uintptr(n)*unsafe.Sizeof(*new(T)))
	return s
}

// SliceAddr is where the elements of s lie, or a copy of them, for lists whose elements look alike in Go and in the
// canonical ABI. It is even: lists of bytes may cross as strings of latin1+utf16, which are aligned to two.
func SliceAddr[T any](s []T) uint32 {
	at := bufferAddr(s)
	if at&1 == 0 || unsafe.Sizeof(*new(T)) != 1 {
		return at
	}
	even := Alloc(uintptr(len(s)), 2)
	copy(unsafe.Slice((*T)(even), len(s)), s)
	return Addr(even)
}

// bufferAddr is the address of s itself, which the other end of a stream reads or fills.
func bufferAddr[T any](s []T) uint32 {
	if len(s) == 0 {
		return 8 // any aligned address will do
	}
	return Addr(unsafe.Pointer(unsafe.SliceData(s)))
}

// StringAddr is the address of the bytes of s.
func StringAddr(s string) uint32 {
	if len(s) == 0 {
		return 8
	}
	return Addr(unsafe.Pointer(unsafe.StringData(s)))
}

// Bool is a bool as a core value.
func Bool(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// LoadString copies out the string whose address and length lie at p.
func LoadString(p unsafe.Pointer) string {
	return String(At(p), *(*uint32)(unsafe.Add(p, 4)))
}

// LoadSlice copies out the list whose address and length lie at p; see Slice.
func LoadSlice[T any](p unsafe.Pointer) []T {
	return Slice[T](At(p), *(*uint32)(unsafe.Add(p, 4)))
}

// StoreString writes address and length of s to p.
func StoreString(p unsafe.Pointer, s, where string) {
	CheckString(s, where)
	*(*uint32)(p) = StringAddr(s)
	*(*uint32)(unsafe.Add(p, 4)) = uint32(len(s))
}

// StoreSlice writes address and length of s to p; see SliceAddr.
func StoreSlice[T any](p unsafe.Pointer, s []T) {
	*(*uint32)(p) = SliceAddr(s)
	*(*uint32)(unsafe.Add(p, 4)) = uint32(len(s))
}

// StoreList writes the address and length of a lowered list to p.
func StoreList(p unsafe.Pointer, addr uint32, n int) {
	*(*uint32)(p) = addr
	*(*uint32)(unsafe.Add(p, 4)) = uint32(n)
}
