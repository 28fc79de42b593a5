package nethttp

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
)

// buffered is how much of a body is kept before the head is sent: a shorter one gets its Content-Length.
const buffered = 4 << 10

// outlet is where a response goes: one of wasi:http, of some version.
type outlet interface {
	// start sends the head, of a response with a body or without.
	start(status int, header http.Header, hasBody bool) error
	// Write sends a piece of the body.
	io.Writer
	// flush sends what is on its way.
	flush() error
	// finish ends the response, with what comes after its body.
	finish(trailer http.Header)
	// fail ends it with an error: that is the response when the head wasn't sent yet.
	fail(why string)
}

// response is the [http.ResponseWriter] of one request.
type response struct {
	outlet  outlet
	header  http.Header
	first   http.Header
	status  int
	isHead  bool
	isSent  bool
	failure error
	buffer  *bufio.Writer
}

func newResponse(method string, outlet outlet) *response {
	w := &response{outlet: outlet, header: http.Header{}, isHead: method == http.MethodHead}
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
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	return w.outlet.flush()
}

// chunks is where the buffer goes: the body, after the head.
type chunks struct{ w *response }

func (c chunks) Write(p []byte) (int, error) {
	c.w.send()
	switch {
	case c.w.failure != nil:
		return 0, c.w.failure
	case c.w.isHead:
		return len(p), nil
	}
	return c.w.outlet.Write(p)
}

// send sends the head, once.
func (w *response) send() {
	if w.isSent {
		return
	}
	w.isSent = true
	if err := w.outlet.start(w.status, w.first, hasBody(w.status) && !w.isHead); err != nil {
		log.Printf("http: %v", err)
		w.failure = err
		w.outlet.fail(err.Error())
	}
}

// finish sends what is left after the handler returned, which failed or didn't.
func (w *response) finish(failure string) {
	if failure == "" {
		w.end()
	}
	switch {
	case w.failure != nil:
		// It is told already.
	case failure != "":
		w.outlet.fail(failure)
	default:
		w.outlet.finish(w.trailing())
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
func (w *response) trailing() http.Header {
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
	return header
}
