package main

import (
	"context"
	"io"
	"sync"
	"sync/atomic"

	"caller/gen/exports/matrix/loads/load"
	"caller/gen/matrix/loads/work"
	"caller/gen/wit"
)

func main() {}

func init() { load.Export(loader{}) }

type loader struct{}

func (loader) Calls(ctx context.Context, count uint32) error {
	for range count {
		if err := work.Nothing(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (loader) PlainCalls(_ context.Context, count uint32) error {
	for range count {
		work.Plain()
	}
	return nil
}

func (loader) Crowd(ctx context.Context, count uint32) (uint32, error) {
	var all sync.WaitGroup
	var returned atomic.Uint32
	for i := range count {
		all.Go(func() {
			if work.Nap(ctx, i%8) == nil {
				returned.Add(1)
			}
		})
	}
	all.Wait()
	return returned.Load(), nil
}

func (loader) Hang(ctx context.Context) error { return work.Never(ctx) }

func (loader) Embrace(ctx context.Context) (uint32, error) {
	number := wit.NewPromise[uint32]()
	got, err := work.After(ctx, number)
	number.Set(1)
	return got, err
}

func (loader) Pull(ctx context.Context, bytes uint64, piece uint32) (uint64, error) {
	body, err := work.Produce(ctx, bytes, piece)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	buffer := make([]byte, piece)
	var total uint64
	for {
		n, err := body.Read(buffer)
		total += uint64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
