//go:build witloomasync

package nethttp

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"

	"runtime/types"
	"runtime/wit"
)

// buffered is how much of a body is kept before the head is sent: a shorter one gets its Content-Length.
const buffered = 4 << 10

// head is the start of a response, or why there is none.
type head struct {
	response *types.Response
	err      error
}

// response is the [http.ResponseWriter] of one request.
type response struct {
	header   http.Header
	first    http.Header
	status   int
	isHead   bool
	left     func(error)
	head     chan head
	isSent   bool
	failure  error
	buffer   *bufio.Writer
	body     *io.PipeWriter
	trailers *wit.Promise[trailers]
}

func newResponse(method string, left func(error)) *response {
	w := &response{header: http.Header{}, isHead: method == http.MethodHead, left: left, head: make(chan head, 1)}
	w.buffer = bufio.NewWriterSize(chunks{w}, buffered)
	return w
}

func (w *response) Header() http.Header { return w.header }

func (w *response) WriteHeader(status int) {
	switch {
	case status < 100 || status > 999:
		panic(fmt.Sprintf("invalid WriteHeader code %v", status))
	case w.status != 0:
		log.Printf("http: superfluous response.WriteHeader call")
	case status >= 200:
		w.status = status
		// What is set later is not for the head.
		w.first = w.header.Clone()
	}
}

func (w *response) Write(p []byte) (int, error) {
	if w.status == 0 {
		if len(p) > 0 && w.header["Content-Type"] == nil && w.header.Get("Content-Encoding") == "" {
			w.header.Set("Content-Type", http.DetectContentType(p))
		}
		w.WriteHeader(http.StatusOK)
	}
	if !hasBody(w.status) {
		return 0, http.ErrBodyNotAllowed
	}
	return w.buffer.Write(p)
}

// Flush sends what was written.
func (w *response) Flush() { _ = w.FlushError() }

// FlushError is Flush for [http.ResponseController].
func (w *response) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	w.send()
	return w.buffer.Flush()
}

// chunks is where the buffer goes: the stream, after the head.
type chunks struct{ w *response }

func (c chunks) Write(p []byte) (int, error) {
	c.w.send()
	switch {
	case c.w.failure != nil:
		return 0, c.w.failure
	case c.w.body == nil:
		return len(p), nil
	}
	return c.w.body.Write(p)
}

// outgoing is a body's end that the host reads: a client that leaves ends the request's context.
type outgoing struct {
	*io.PipeReader
	left func(error)
}

func (o outgoing) Close() error {
	o.left(context.Canceled)
	return o.PipeReader.Close()
}

// send sends the head, once.
func (w *response) send() {
	if w.isSent {
		return
	}
	w.isSent = true
	out, err := w.start()
	if err != nil {
		log.Printf("http: %v", err)
		w.failure = err
		err = failed(err.Error())
	}
	w.head <- head{out, err}
}

// drop closes what nobody waits for any more: writing to its body fails.
func (w *response) drop() {
	if head := <-w.head; head.response != nil {
		_ = head.response.Close()
	}
}

func (w *response) start() (*types.Response, error) {
	fields, err := fieldsOf(w.first)
	if err != nil {
		return nil, fmt.Errorf("the response's header: %w", err)
	}
	var contents io.ReadCloser
	if hasBody(w.status) && !w.isHead {
		reader, writer := io.Pipe()
		contents, w.body = outgoing{reader, w.left}, writer
	}
	w.trailers = wit.NewPromise[trailers]()
	made := types.ResponseNew(fields, contents, w.trailers)
	_ = made.F1.Close()
	if err := made.F0.SetStatusCode(types.StatusCode(w.status)); err != nil {
		_ = made.F0.Close()
		return nil, fmt.Errorf("the status %d: %w", w.status, err)
	}
	return made.F0, nil
}

// finish sends what is left after the handler returned, with err or without.
func (w *response) finish(err error) {
	if err != nil && !w.isSent {
		w.isSent = true
		w.head <- head{nil, err}
		return
	}
	if err == nil {
		w.end()
	}
	if w.trailers == nil {
		return
	}
	if err != nil {
		w.trailers.Set(wit.Err[*types.Fields](err.(types.ErrorCode)))
	} else {
		w.trailers.Set(w.trailing())
	}
	if w.body != nil {
		_ = w.body.Close()
	}
}

func (w *response) end() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	// Trailers come after chunks only.
	if !w.isSent && hasBody(w.status) && w.first["Content-Length"] == nil && w.first["Trailer"] == nil {
		w.first.Set("Content-Length", strconv.Itoa(w.buffer.Buffered()))
	}
	w.send()
	_ = w.buffer.Flush()
}

// trailing is what the handler set for after the body: names that it declared, and those with [http.TrailerPrefix].
func (w *response) trailing() trailers {
	header := http.Header{}
	for _, names := range w.first["Trailer"] {
		for name := range strings.SplitSeq(names, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			header[name] = w.header[name]
		}
	}
	for name, values := range w.header {
		if name, ok := strings.CutPrefix(name, http.TrailerPrefix); ok {
			header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if len(header) == 0 {
		return wit.OK[*types.Fields, types.ErrorCode](nil)
	}
	fields, err := fieldsOf(header)
	if err != nil {
		log.Printf("http: the response's trailers: %v", err)
		return wit.OK[*types.Fields, types.ErrorCode](nil)
	}
	return wit.OK[*types.Fields, types.ErrorCode](fields)
}
