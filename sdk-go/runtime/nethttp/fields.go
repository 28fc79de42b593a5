//go:build witloomasync

package nethttp

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"runtime/types"
	"runtime/wit"
)

// hopByHop are fields that belong to a connection, which is the host's business: wasi:http forbids them.
var hopByHop = map[string]bool{
	"Connection": true, "Host": true, "Http2-Settings": true, "Keep-Alive": true, "Proxy-Authenticate": true,
	"Proxy-Authorization": true, "Proxy-Connection": true, "Te": true, "Transfer-Encoding": true, "Upgrade": true,
}

type trailers = wit.Result[*types.Fields, types.ErrorCode]

func headerOf(fields *types.Fields) http.Header {
	header := http.Header{}
	for _, entry := range fields.CopyAll() {
		header.Add(entry.F0, string(entry.F1))
	}
	return header
}

func fieldsOf(header http.Header) (*types.Fields, error) {
	var entries []wit.Tuple2[types.FieldName, types.FieldValue]
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if hopByHop[name] || strings.HasPrefix(name, http.TrailerPrefix) {
			continue
		}
		for _, value := range header[name] {
			entries = append(entries, wit.Tuple2[types.FieldName, types.FieldValue]{F0: name, F1: []byte(value)})
		}
	}
	return types.FieldsFromList(entries)
}

// declared takes the names of the trailers that will follow out of a header.
func declared(header http.Header) http.Header {
	var trailer http.Header
	for _, names := range header.Values("Trailer") {
		for name := range strings.SplitSeq(names, ",") {
			if trailer == nil {
				trailer = http.Header{}
			}
			trailer[http.CanonicalHeaderKey(strings.TrimSpace(name))] = nil
		}
	}
	header.Del("Trailer")
	return trailer
}

func hasBody(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
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
		*b.trailer = headerOf(result.OK())
		_ = result.OK().Close()
	}
	return n, io.EOF
}
