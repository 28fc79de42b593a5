//go:build witloomasync

package nethttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"runtime/client"
	"runtime/types"
	"runtime/wit"
)

// Transport sends requests by wasi:http/client. What net/http sends without a transport of one's own, as [http.Get] and
// [http.DefaultClient] do, is sent by it once this package is linked. Give it to a client that has another:
//
//	client := &http.Client{Transport: nethttp.Transport{}, Timeout: 5 * time.Second}
//
// Bodies are sent and read while they come; trailers work as net/http says. The host decides who may be asked, and
// secures connections: what an [http.Transport] has settings for is its business.
type Transport struct{}

func init() {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		http.DefaultTransport = Transport{}
		return
	}
	// Whoever expects it to be one of net/http's own is right. It would look for HTTP/2 by itself.
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	transport.RegisterProtocol("http", Transport{})
	transport.RegisterProtocol("https", Transport{})
}

// RoundTrip sends a request and waits for the head of its response.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	request, sending, err := outgoingRequest(r)
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	in, err := client.Send(ctx, request)
	switch {
	case err == nil:
		return incomingResponse(ctx, r, in), nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	if failure := sending.failed(); failure != nil {
		return nil, failure
	}
	return nil, sendError{r.URL.Scheme + "://" + r.URL.Host, err}
}

// sendError is what a request came to instead of a response.
type sendError struct {
	origin string
	code   error
}

func (e sendError) Error() string {
	if errors.As(e.code, new(types.ErrorCodeHTTPRequestDenied)) {
		return fmt.Sprintf("%v: `--http %s` grants it", e.code, e.origin)
	}
	return e.code.Error()
}

func (e sendError) Unwrap() error { return e.code }

// Timeout tells [net/url.Error] what to say.
func (e sendError) Timeout() bool {
	return errors.As(e.code, new(types.ErrorCodeConnectionTimeout)) ||
		errors.As(e.code, new(types.ErrorCodeConnectionReadTimeout)) ||
		errors.As(e.code, new(types.ErrorCodeHTTPResponseTimeout)) ||
		errors.As(e.code, new(types.ErrorCodeDNSTimeout))
}

func outgoingRequest(r *http.Request) (*types.Request, *sending, error) {
	if r.URL == nil || r.URL.Host == "" {
		return nil, nil, errors.New("http: no Host in request URL")
	}
	if r.Host != "" && !strings.EqualFold(r.Host, r.URL.Host) {
		return nil, nil, fmt.Errorf("http: a request to %s can't be sent for the host %s: wasi:http knows one of them", r.URL.Host, r.Host)
	}
	fields, err := fieldsOf(outgoingHeader(r))
	if err != nil {
		return nil, nil, fmt.Errorf("the request's header: %w", err)
	}
	body := &sending{request: r, trailers: wit.NewPromise[trailers]()}
	var contents io.ReadCloser
	if r.Body != nil && r.Body != http.NoBody {
		contents = body
	} else {
		body.finish(nil)
	}
	made := types.RequestNew(fields, contents, body.trailers, nil)
	_ = made.F1.Close()
	if err := direct(made.F0, r); err != nil {
		_ = made.F0.Close()
		return nil, nil, err
	}
	return made.F0, body, nil
}

// outgoingHeader is the request's header with what net/http adds.
func outgoingHeader(r *http.Request) http.Header {
	header := r.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	switch agent, set := header["User-Agent"]; {
	case !set:
		header.Set("User-Agent", "Go-http-client/1.1")
	case len(agent) == 0 || agent[0] == "":
		header.Del("User-Agent")
	}
	header.Del("Content-Length")
	hasBody := r.Body != nil && r.Body != http.NoBody
	isBodied := slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, r.Method)
	if (hasBody && r.ContentLength > 0) || (!hasBody && isBodied) {
		header.Set("Content-Length", strconv.FormatInt(max(r.ContentLength, 0), 10))
	}
	for name := range r.Trailer {
		header.Add("Trailer", name)
	}
	return header
}

// direct says where a request goes, and how.
func direct(out *types.Request, r *http.Request) error {
	var scheme types.Scheme = types.SchemeHTTP{}
	if r.URL.Scheme == "https" {
		scheme = types.SchemeHTTPS{}
	}
	host, path := r.URL.Host, r.URL.RequestURI()
	return errors.Join(
		out.SetMethod(methodOf(r.Method)), out.SetScheme(scheme), out.SetAuthority(&host), out.SetPathWithQuery(&path),
	)
}

func methodOf(name string) types.Method {
	switch name {
	case http.MethodGet, "":
		return types.MethodGet{}
	case http.MethodHead:
		return types.MethodHead{}
	case http.MethodPost:
		return types.MethodPost{}
	case http.MethodPut:
		return types.MethodPut{}
	case http.MethodDelete:
		return types.MethodDelete{}
	case http.MethodConnect:
		return types.MethodConnect{}
	case http.MethodOptions:
		return types.MethodOptions{}
	case http.MethodTrace:
		return types.MethodTrace{}
	case http.MethodPatch:
		return types.MethodPatch{}
	}
	return types.MethodOther{Value: name}
}

// sending is a request's body that the host reads; its trailers are there after its end.
type sending struct {
	request  *http.Request
	trailers *wit.Promise[trailers]
	once     sync.Once
	failure  error
}

func (s *sending) Read(p []byte) (int, error) {
	n, err := s.request.Body.Read(p)
	switch {
	case err == io.EOF:
		s.finish(nil)
	case err != nil:
		s.finish(err)
	}
	return n, err
}

// Close is called after the body's end, and when nobody reads it any more.
func (s *sending) Close() error {
	s.finish(nil)
	return s.request.Body.Close()
}

// failed is what reading the body failed with.
func (s *sending) failed() error { return s.failure }

func (s *sending) finish(failure error) {
	s.once.Do(func() {
		if failure != nil {
			s.failure = failure
			s.trailers.Set(wit.Err[*types.Fields](types.ErrorCode(failed(failure.Error()).(types.ErrorCode))))
			return
		}
		if len(s.request.Trailer) == 0 {
			s.trailers.Set(wit.OK[*types.Fields, types.ErrorCode](nil))
			return
		}
		fields, err := fieldsOf(s.request.Trailer)
		if err != nil {
			s.failure = fmt.Errorf("the request's trailers: %w", err)
			s.trailers.Set(wit.Err[*types.Fields](failed(err.Error()).(types.ErrorCode)))
			return
		}
		s.trailers.Set(wit.OK[*types.Fields, types.ErrorCode](fields))
	})
}

// incomingResponse is the response as net/http has it. Its body ends with the request's context.
func incomingResponse(ctx context.Context, r *http.Request, in *types.Response) *http.Response {
	status := int(in.GetStatusCode())
	fields := in.GetHeaders()
	header := headerOf(fields.CopyAll())
	_ = fields.Close()
	out := &http.Response{
		Status: strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status))), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, ContentLength: -1, Request: r,
	}
	if length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil && length >= 0 {
		out.ContentLength = length
	}
	out.Trailer = declared(header)
	done := wit.NewPromise[wit.Result[wit.Unit, types.ErrorCode]]()
	done.Set(wit.OK[wit.Unit, types.ErrorCode](wit.Unit{}))
	body := types.ResponseConsumeBody(in, done)
	if r.Method == http.MethodHead || !hasBody(status) {
		_ = body.F0.Close()
		_ = body.F1.Close()
		out.Body = http.NoBody
		if r.Method != http.MethodHead {
			out.ContentLength = 0
		}
		return out
	}
	incoming := &incoming{body.F0, body.F1, ctx, &out.Trailer}
	stop := context.AfterFunc(ctx, func() { _ = incoming.ReadCloser.Close() })
	out.Body = &received{incoming, stop}
	return out
}

// received is a response's body, which its request's context ends.
type received struct {
	*incoming
	stop func() bool
}

func (b *received) Read(p []byte) (int, error) {
	n, err := b.incoming.Read(p)
	if err != nil && err != io.EOF && b.ctx.Err() != nil {
		return n, context.Cause(b.ctx)
	}
	if errors.As(err, new(types.ErrorCodeHTTPResponseIncomplete)) {
		return n, fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, err)
	}
	return n, err
}

func (b *received) Close() error {
	b.stop()
	if b.trailers != nil {
		_ = b.trailers.Close()
		b.trailers = nil
	}
	return b.ReadCloser.Close()
}
