package main

import (
	"context"
	"io"
	"time"

	"callee/gen/exports/matrix/loads/work"
	"callee/gen/wit"
)

func main() {}

func init() { work.Export(worker{}) }

type worker struct{}

func (worker) Nothing(context.Context) error { return nil }

func (worker) Plain() {}

func (worker) Nap(_ context.Context, ms uint32) error {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return nil
}

func (worker) Never(context.Context) error { select {} }

func (worker) After(ctx context.Context, number wit.Future[uint32]) (uint32, error) {
	return number.Get(ctx)
}

func (worker) Produce(_ context.Context, bytes uint64, piece uint32) (io.ReadCloser, error) {
	return &zeros{bytes, int(piece)}, nil
}

// zeros are so many bytes, given in pieces.
type zeros struct {
	left  uint64
	piece int
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), z.piece)
	if z.left < uint64(n) {
		n = int(z.left)
	}
	clear(p[:n])
	z.left -= uint64(n)
	return n, nil
}

func (z *zeros) Close() error { return nil }
