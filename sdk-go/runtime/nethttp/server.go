//go:build witloomasync

package nethttp

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"

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
	out := &outgoing{head: make(chan head, 1), left: cancel}
	w := newResponse(r.Method, out)
	go func() {
		defer cancel(context.Canceled)
		failure := serve(s.Handler, w, r)
		done.Set(wit.OK[wit.Unit, types.ErrorCode](wit.Unit{}))
		_ = r.Body.Close()
		w.finish(failure)
	}()
	select {
	case head := <-out.head:
		return head.response, head.err
	case <-ctx.Done():
		cancel(context.Cause(ctx))
		go out.drop()
		return nil, ctx.Err()
	}
}

// request is the request as net/http has it, and the promise to fulfil when its body is not needed any more.
func request(ctx context.Context, in *types.Request) (*http.Request, *wit.Promise[wit.Result[wit.Unit, types.ErrorCode]], error) {
	fields := in.GetHeaders()
	header := headerOf(fields.CopyAll())
	_ = fields.Close()
	r, err := requestOf(ctx, in.GetMethod(), in.GetPathWithQuery(), in.GetAuthority(), header)
	if err != nil {
		return nil, nil, err
	}
	done := wit.NewPromise[wit.Result[wit.Unit, types.ErrorCode]]()
	body := types.RequestConsumeBody(in, done)
	r.Body = &incoming{body.F0, body.F1, ctx, &r.Trailer}
	return r, done, nil
}

// head is the start of a response, or why there is none.
type head struct {
	response *types.Response
	err      error
}

// outgoing is a response of WASI 0.3: the handler's call returns its head, its body is a pipe that the host reads.
type outgoing struct {
	head     chan head
	left     func(error)
	body     *io.PipeWriter
	trailers *wit.Promise[trailers]
}

// pipe is a body's end that the host reads: a client that leaves ends the request's context.
type pipe struct {
	*io.PipeReader
	left func(error)
}

func (p pipe) Close() error {
	p.left(context.Canceled)
	return p.PipeReader.Close()
}

func (o *outgoing) start(status int, header http.Header, hasBody bool) error {
	fields, err := fieldsOf(header)
	if err != nil {
		return fmt.Errorf("the response's header: %w", err)
	}
	var contents io.ReadCloser
	if hasBody {
		reader, writer := io.Pipe()
		contents, o.body = pipe{reader, o.left}, writer
	}
	promise := wit.NewPromise[trailers]()
	made := types.ResponseNew(fields, contents, promise)
	_ = made.F1.Close()
	if err := made.F0.SetStatusCode(types.StatusCode(status)); err != nil {
		_ = made.F0.Close()
		o.body = nil
		return fmt.Errorf("the status %d: %w", status, err)
	}
	o.trailers = promise
	o.head <- head{made.F0, nil}
	return nil
}

func (o *outgoing) Write(p []byte) (int, error) { return o.body.Write(p) }

// flush has nothing to do: a pipe keeps nothing.
func (o *outgoing) flush() error { return nil }

func (o *outgoing) finish(trailer http.Header) { o.end(o.trailing(trailer)) }

func (o *outgoing) fail(why string) {
	if o.trailers == nil {
		o.head <- head{nil, failed(why)}
		return
	}
	o.end(wit.Err[*types.Fields](failed(why).(types.ErrorCode)))
}

func (o *outgoing) end(with trailers) {
	o.trailers.Set(with)
	if o.body != nil {
		_ = o.body.Close()
	}
}

func (o *outgoing) trailing(trailer http.Header) trailers {
	if len(trailer) == 0 {
		return wit.OK[*types.Fields, types.ErrorCode](nil)
	}
	fields, err := fieldsOf(trailer)
	if err != nil {
		log.Printf("http: the response's trailers: %v", err)
		return wit.OK[*types.Fields, types.ErrorCode](nil)
	}
	return wit.OK[*types.Fields, types.ErrorCode](fields)
}

// drop closes what nobody waits for any more: writing to its body fails.
func (o *outgoing) drop() {
	if head := <-o.head; head.response != nil {
		_ = head.response.Close()
	}
}
