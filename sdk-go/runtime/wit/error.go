package wit

import "errors"

// ErrFailed is the error of a result whose err case has no payload.
var ErrFailed = errors.New("the call returned its err case, which has no payload")

// Error is the error of a result whose err payload is not an error by itself: a string, a number,
// a list, a tuple. Enums, flags, records and variants that serve as payloads implement error and
// are returned as they are.
//
//	var failure wit.Error[string]
//	if errors.As(err, &failure) { … failure.Value … }
type Error[E any] struct {
	// Value is the payload of the err case.
	Value E
}

// Error returns the payload as text.
func (e Error[E]) Error() string {
	return Text(e.Value)
}
