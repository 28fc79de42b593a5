package main

import (
	"context"
	"log"
	"math"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"peers/costs"
)

type worker struct {
	costs.UnimplementedWorkServer
}

func (worker) Nothing(_ context.Context, in *costs.Empty) (*costs.Empty, error) { return in, nil }

func (worker) Add(_ context.Context, in *costs.Terms) (*costs.Sum, error) {
	return &costs.Sum{Sum: in.A + in.B}, nil
}

func (worker) Text(_ context.Context, in *costs.OneText) (*costs.OneText, error) { return in, nil }

func (worker) Bytes(_ context.Context, in *costs.Block) (*costs.Block, error) { return in, nil }

func (worker) Integers(_ context.Context, in *costs.SomeIntegers) (*costs.SomeIntegers, error) {
	return in, nil
}

func (worker) Floats(_ context.Context, in *costs.SomeFloats) (*costs.SomeFloats, error) {
	return in, nil
}

func (worker) Points(_ context.Context, in *costs.SomePoints) (*costs.SomePoints, error) {
	return in, nil
}

func (worker) Items(_ context.Context, in *costs.SomeItems) (*costs.SomeItems, error) { return in, nil }

func (worker) Shapes(_ context.Context, in *costs.SomeShapes) (*costs.SomeShapes, error) {
	return in, nil
}

func (worker) Refuse(_ context.Context, in *costs.Code) (*costs.Code, error) {
	refused, err := status.New(codes.InvalidArgument, "refused").
		WithDetails(&costs.Problem{Code: in.Code, Reason: "refused"})
	if err != nil {
		return nil, err
	}
	return nil, refused.Err()
}

func (worker) Produce(in *costs.Amount, out grpc.ServerStreamingServer[costs.Block]) error {
	block := make([]byte, in.Piece)
	for left := in.Bytes; left > 0; left -= uint64(len(block)) {
		block = block[:min(left, uint64(len(block)))]
		if err := out.Send(&costs.Block{Bytes: block}); err != nil {
			return err
		}
	}
	return nil
}

func serveGRPC(listener net.Listener) {
	server := grpc.NewServer(grpc.MaxRecvMsgSize(math.MaxInt32))
	costs.RegisterWorkServer(server, worker{})
	log.Fatal(server.Serve(listener))
}
