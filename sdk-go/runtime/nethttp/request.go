// Package nethttp answers requests of wasi:http by an [http.Handler]:
//
//	func init() { nethttp.Serve(mux) }
//
// What a handler writes is sent when 4 KiB have come together, when it calls Flush, and when it returns. It may read the
// request's body meanwhile. Trailers work as net/http says, in both directions; of the fields that belong to a connection
// (Connection, Transfer-Encoding and their like) nothing is sent. A handler that panics is logged: its client gets an
// error, or is cut off when the head of the response is sent already; others are unharmed.
package nethttp

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"

	"runtime/types"
)

// serve runs the handler, whose panic ends its own request alone: the text is why, if it did.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (failure string) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			failure = "the handler gave up"
		default:
			log.Printf("http: panic serving %s %s: %v\n%s", r.Method, r.URL, p, debug.Stack())
			failure = fmt.Sprint("panic: ", p)
		}
	}()
	h.ServeHTTP(w, r)
	return ""
}

// requestOf is the head of a request as net/http has it.
func requestOf(ctx context.Context, method types.Method, path, authority *string, header http.Header) (*http.Request, error) {
	if path == nil || *path == "" {
		root := "/"
		path = &root
	}
	target, err := url.ParseRequestURI(*path)
	if err != nil {
		return nil, types.ErrorCodeHTTPRequestURIInvalid{}
	}
	r := (&http.Request{
		Method: methodName(method), URL: target, RequestURI: *path, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
	}).WithContext(ctx)
	r.Host = r.Header.Get("Host")
	if authority != nil {
		r.Host = *authority
	}
	r.Header.Del("Host")
	if length, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64); err == nil && length >= 0 {
		r.ContentLength = length
	}
	r.Trailer = declared(r.Header)
	return r, nil
}

func methodName(m types.Method) string {
	switch m := m.(type) {
	case types.MethodGet:
		return http.MethodGet
	case types.MethodHead:
		return http.MethodHead
	case types.MethodPost:
		return http.MethodPost
	case types.MethodPut:
		return http.MethodPut
	case types.MethodDelete:
		return http.MethodDelete
	case types.MethodConnect:
		return http.MethodConnect
	case types.MethodOptions:
		return http.MethodOptions
	case types.MethodTrace:
		return http.MethodTrace
	case types.MethodPatch:
		return http.MethodPatch
	case types.MethodOther:
		return m.Value
	}
	panic("a method of another version of wasi:http")
}
