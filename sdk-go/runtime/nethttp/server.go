//go:build witloomasync

// Package nethttp answers requests of wasi:http/handler by an [http.Handler]:
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

	"runtime/handler"
	"runtime/types"
	"runtime/wit"
)

// Serve exports the interface: h answers each request, on a goroutine of its own. Call it in an init function.
func Serve(h http.Handler) { handler.Export(server{h}) }

type server struct{ http.Handler }

func (s server) Handle(ctx context.Context, in *types.Request) (*types.Response, error) {
	// The handler goes on after the call, whose own context ends with its return.
	going, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	r, done, err := request(going, in)
	if err != nil {
		cancel(err)
		return nil, err
	}
	w := newResponse(r.Method, cancel)
	go func() {
		defer cancel(context.Canceled)
		err := serve(s.Handler, w, r)
		done.Set(wit.OK[wit.Unit, types.ErrorCode](wit.Unit{}))
		_ = r.Body.Close()
		w.finish(err)
	}()
	select {
	case head := <-w.head:
		return head.response, head.err
	case <-ctx.Done():
		cancel(context.Cause(ctx))
		go w.drop()
		return nil, ctx.Err()
	}
}

// serve runs the handler, whose panic ends its own request alone.
func serve(h http.Handler, w *response, r *http.Request) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			err = failed("the handler gave up")
		default:
			log.Printf("http: panic serving %s %s: %v\n%s", r.Method, r.URL, p, debug.Stack())
			err = failed(fmt.Sprint("panic: ", p))
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

// request is the request as net/http has it, and the promise to fulfil when its body is not needed any more.
func request(ctx context.Context, in *types.Request) (*http.Request, *wit.Promise[wit.Result[wit.Unit, types.ErrorCode]], error) {
	path := "/"
	if p := in.GetPathWithQuery(); p != nil && *p != "" {
		path = *p
	}
	target, err := url.ParseRequestURI(path)
	if err != nil {
		return nil, nil, types.ErrorCodeHTTPRequestURIInvalid{}
	}
	fields := in.GetHeaders()
	r := (&http.Request{
		Method: methodName(in.GetMethod()), URL: target, RequestURI: path, Header: headerOf(fields),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
	}).WithContext(ctx)
	_ = fields.Close()
	r.Host = r.Header.Get("Host")
	if authority := in.GetAuthority(); authority != nil {
		r.Host = *authority
	}
	r.Header.Del("Host")
	if length, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64); err == nil && length >= 0 {
		r.ContentLength = length
	}
	r.Trailer = declared(r.Header)
	done := wit.NewPromise[wit.Result[wit.Unit, types.ErrorCode]]()
	body := types.RequestConsumeBody(in, done)
	r.Body = &incoming{body.F0, body.F1, ctx, &r.Trailer}
	return r, done, nil
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
