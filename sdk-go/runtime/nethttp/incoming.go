package nethttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"

	"runtime/handler"
	"runtime/streams"
	"runtime/types"
	"runtime/wit"
)

// piece is how many bytes of a body cross the border at once, at most.
const piece = 64 << 10

// Serve exports the interface: h answers one request after the other. Goroutines that go on after it returned stand still
// until the next request. Call it in an init function.
func Serve(h http.Handler) { handler.Export(server{h}) }

type server struct{ http.Handler }

func (s server) Handle(in *types.IncomingRequest, param *types.ResponseOutparam) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := request(ctx, in)
	if err != nil {
		types.ResponseOutparamSet(param, wit.Err[*types.OutgoingResponse](err.(types.ErrorCode)))
		return
	}
	w := newResponse(r.Method, &outgoing{param: param})
	failure := serve(s.Handler, w, r)
	_ = r.Body.Close()
	w.finish(failure)
}

func request(ctx context.Context, in *types.IncomingRequest) (*http.Request, error) {
	fields := in.Headers()
	header := headerOf(fields.Entries())
	_ = fields.Close()
	defer in.Close()
	r, err := requestOf(ctx, in.Method(), in.PathWithQuery(), in.Authority(), header)
	if err != nil {
		return nil, err
	}
	body, err := in.Consume()
	if err != nil {
		return nil, internalError("the request has no body")
	}
	stream, err := body.Stream()
	if err != nil {
		return nil, internalError("the request's body has no stream")
	}
	r.Body = &coming{body: body, stream: stream, trailer: &r.Trailer}
	return r, nil
}

func internalError(why string) types.ErrorCode { return types.ErrorCodeInternalError{Value: &why} }

// coming is a body that comes: after its end the trailers are there.
type coming struct {
	body    *types.IncomingBody
	stream  *streams.InputStream
	trailer *http.Header
	end     error
}

func (b *coming) Read(p []byte) (int, error) {
	for b.end == nil && len(p) > 0 {
		read, err := b.stream.BlockingRead(uint64(min(len(p), piece)))
		if err != nil {
			_ = b.stream.Close()
			b.end = b.ended(err)
		} else if len(read) > 0 {
			return copy(p, read), nil
		}
	}
	return 0, b.end
}

// ended is what a body ends with whose stream did: one that was cut has no trailers.
func (b *coming) ended(err error) error {
	if err := broken(err); err != nil {
		_ = b.body.Close()
		return err
	}
	future := types.IncomingBodyFinish(b.body)
	defer future.Close()
	result := future.Get()
	for result == nil {
		ready := future.Subscribe()
		ready.Block()
		_ = ready.Close()
		result = future.Get()
	}
	switch trailers := result.OK(); {
	case trailers.IsErr():
		return trailers.Err()
	case trailers.OK() != nil:
		*b.trailer = headerOf(trailers.OK().Entries())
		_ = trailers.OK().Close()
	}
	return io.EOF
}

// Close leaves the rest of a body to the host.
func (b *coming) Close() error {
	if b.end == nil {
		b.end = http.ErrBodyReadAfterClose
		_ = b.stream.Close()
		return b.body.Close()
	}
	return nil
}

// broken is why a stream ended early; nil at an end like any other.
func broken(err error) error {
	var cut streams.StreamErrorLastOperationFailed
	if !errors.As(err, &cut) {
		return nil
	}
	defer cut.Value.Close()
	if code := types.HTTPErrorCode(cut.Value); code != nil {
		return code
	}
	return io.ErrUnexpectedEOF
}

// outgoing is a response of WASI 0.2, whose body is written while the handler's call goes on.
type outgoing struct {
	// param is there until the head was sent.
	param  *types.ResponseOutparam
	body   *types.OutgoingBody
	stream *streams.OutputStream
}

func (o *outgoing) start(status int, header http.Header, hasBody bool) error {
	fields, err := types.FieldsFromList(entriesOf(header))
	if err != nil {
		return fmt.Errorf("the response's header: %w", err)
	}
	response := types.NewOutgoingResponse(fields)
	if err := response.SetStatusCode(types.StatusCode(status)); err != nil {
		_ = response.Close()
		return fmt.Errorf("the status %d can't be sent", status)
	}
	if hasBody {
		body, err := response.Body()
		if err != nil {
			_ = response.Close()
			return fmt.Errorf("the response's header: a Content-Length is %q", header["Content-Length"])
		}
		stream, err := body.Write()
		if err != nil {
			return errors.New("the response's body has no stream")
		}
		o.body, o.stream = body, stream
	}
	types.ResponseOutparamSet(o.param, wit.OK[*types.OutgoingResponse, types.ErrorCode](response))
	o.param = nil
	return nil
}

func (o *outgoing) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		room, err := o.stream.CheckWrite()
		if err != nil {
			return written, closed(err)
		}
		if room == 0 {
			ready := o.stream.Subscribe()
			ready.Block()
			_ = ready.Close()
			continue
		}
		some := p[written:][:min(uint64(len(p)-written), room, piece)]
		if err := o.stream.Write(some); err != nil {
			return written, closed(err)
		}
		written += len(some)
	}
	return written, nil
}

func (o *outgoing) flush() error {
	if o.stream == nil {
		return nil
	}
	if err := o.stream.BlockingFlush(); err != nil {
		return closed(err)
	}
	return nil
}

// closed is why nothing can be written any more.
func closed(err error) error {
	if err := broken(err); err != nil {
		return err
	}
	return io.ErrClosedPipe
}

func (o *outgoing) finish(trailer http.Header) {
	if o.body == nil {
		return
	}
	_ = o.flush()
	_ = o.stream.Close()
	var trailers *types.Fields
	if len(trailer) > 0 {
		fields, err := types.FieldsFromList(entriesOf(trailer))
		if err != nil {
			log.Printf("http: the response's trailers: %v", err)
		} else {
			trailers = fields
		}
	}
	if err := types.OutgoingBodyFinish(o.body, trailers); err != nil {
		log.Printf("http: the response's body: %v", err)
	}
}

func (o *outgoing) fail(why string) {
	switch {
	case o.param != nil:
		types.ResponseOutparamSet(o.param, wit.Err[*types.OutgoingResponse](internalError(why)))
		o.param = nil
	case o.body != nil:
		// A body that is dropped before its end is cut off.
		_ = o.stream.Close()
		_ = o.body.Close()
	}
}
