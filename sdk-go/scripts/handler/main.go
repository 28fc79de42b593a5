package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"handler/gen/exports/wasi/http/handler"
	"handler/gen/wasi/http/types"
	"handler/gen/wit"
)

func main() {}

func init() { handler.Export(server{}) }

type server struct{}

// ended is how a body ends, with trailers or without.
type ended = wit.Result[*types.Fields, types.ErrorCode]

func (server) Handle(_ context.Context, request *types.Request) (*types.Response, error) {
	switch *request.GetPathWithQuery() {
	case "/lines":
		body, trailers := lines(3)
		return answer(body, trailers), nil
	case "/upper":
		taken := wit.FutureOf(wit.OK[wit.Unit, types.ErrorCode](wit.Unit{}))
		came := types.RequestConsumeBody(request, taken)
		return answer(upper{came.F0}, came.F1), nil
	default:
		return nil, types.ErrorCodeLoopDetected{}
	}
}

func answer(body io.ReadCloser, trailers wit.Future[ended]) *types.Response {
	made := types.ResponseNew(types.NewFields(), body, trailers)
	made.F1.Close()
	return made.F0
}

// lines are written one after another; the trailers come when all are.
func lines(count int) (io.ReadCloser, wit.Future[ended]) {
	body, w := io.Pipe()
	trailers := wit.NewPromise[ended]()
	go func() {
		defer w.Close()
		for i := range count {
			time.Sleep(time.Millisecond)
			fmt.Fprintf(w, "line %d\n", i)
		}
		trailers.Set(wit.OK[*types.Fields, types.ErrorCode](nil))
	}()
	return body, trailers
}

// upper makes upper case of what is read.
type upper struct{ io.ReadCloser }

func (u upper) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	copy(p, bytes.ToUpper(p[:n]))
	return n, err
}
