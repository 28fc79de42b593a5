// Package wit holds the Go forms of WIT types that have no direct counterpart in Go: results and
// options inside other types, tuples, and the errors that results become.
//
// A function that returns a result becomes a Go function that returns (T, error); an option becomes
// a pointer. The types here appear where that is not enough: option<option<T>>, list<result<T, E>>,
// tuple<A, B>.
package wit

// Unit is the payload of a case without one.
type Unit = struct{}

// Ptr returns a pointer to a copy of v, for options written inline: Limit: wit.Ptr(uint32(10)).
func Ptr[T any](v T) *T { return &v }

// Option is an optional value that can nest. The zero Option is none.
type Option[T any] struct {
	value T
	some  bool
}

// Some returns an Option that holds v.
func Some[T any](v T) Option[T] { return Option[T]{value: v, some: true} }

// None returns an Option that holds nothing.
func None[T any]() Option[T] { return Option[T]{} }

// Get returns the value and true, or the zero value and false.
func (o Option[T]) Get() (T, bool) { return o.value, o.some }

// IsSome reports whether there is a value.
func (o Option[T]) IsSome() bool { return o.some }

// String shows the value as Text does.
func (o Option[T]) String() string {
	if !o.some {
		return "none"
	}
	return "some(" + Text(o.value) + ")"
}

// Result is a result that is not what a function returns but part of another value. The zero
// Result is the ok case with the zero value.
type Result[T, E any] struct {
	ok    T
	err   E
	isErr bool
}

// OK returns the ok case.
func OK[T, E any](v T) Result[T, E] { return Result[T, E]{ok: v} }

// Err returns the err case.
func Err[T, E any](e E) Result[T, E] { return Result[T, E]{err: e, isErr: true} }

// IsErr reports whether r is the err case.
func (r Result[T, E]) IsErr() bool { return r.isErr }

// OK returns the payload of the ok case, or the zero value.
func (r Result[T, E]) OK() T { return r.ok }

// Err returns the payload of the err case, or the zero value.
func (r Result[T, E]) Err() E { return r.err }

// String shows the case and its payload as Text does.
func (r Result[T, E]) String() string {
	if r.isErr {
		return "err(" + Text(r.err) + ")"
	}
	return "ok(" + Text(r.ok) + ")"
}
