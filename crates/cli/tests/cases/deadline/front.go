// Package main waits for another handler only so long.
package main

import (
	"context"
	"errors"
	"time"

	"site/front/gen/exports/wasi/http/handler"
	backend "site/front/gen/wasi/http/handler"
	"site/front/gen/wasi/http/types"
)

type front struct{}

func (front) Handle(ctx context.Context, r *types.Request) (*types.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	response, err := backend.Handle(ctx, r)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, types.ErrorCodeConnectionReadTimeout{}
	}
	return response, err
}

func init() { handler.Export(front{}) }

func main() {}
