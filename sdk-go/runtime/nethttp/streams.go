//go:build witloomasync

package nethttp

import (
	"context"
	"io"
	"net/http"

	"runtime/types"
	"runtime/wit"
)

type trailers = wit.Result[*types.Fields, types.ErrorCode]

func fieldsOf(header http.Header) (*types.Fields, error) {
	return types.FieldsFromList(entriesOf(header))
}

func failed(why string) error { return types.ErrorCodeInternalError{Value: &why} }

// incoming is a body that comes: after its end the trailers are there.
type incoming struct {
	io.ReadCloser
	trailers wit.Future[wit.Result[*types.Fields, types.ErrorCode]]
	ctx      context.Context
	trailer  *http.Header
}

func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != io.EOF || b.trailers == nil {
		return n, err
	}
	result, failure := b.trailers.Get(b.ctx)
	b.trailers = nil
	switch {
	case failure != nil:
		return n, failure
	case result.IsErr():
		return n, result.Err()
	case result.OK() != nil:
		*b.trailer = headerOf(result.OK().CopyAll())
		_ = result.OK().Close()
	}
	return n, io.EOF
}
