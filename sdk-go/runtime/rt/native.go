//go:build !wasm

package rt

// Handle stands for a handle of a resource in tests, which run outside of a component.
type Handle struct{ closed bool }

// Close drops the handle. It may be called again.
func (h *Handle) Close() error {
	h.closed = true
	return nil
}

// Closed reports whether the handle was closed.
func (h *Handle) Closed() bool { return h.closed }

// NotMocked panics because a test calls a function that is there in a component only.
func NotMocked(function, field string) {
	panic("`" + function + "` isn't mocked: set " + field + ", which stands for it outside of a component")
}
