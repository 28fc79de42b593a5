package main

import (
	"context"
	"io"
	"log"
	"math"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"peers/costs"
	"peers/values"
)

var kinds = [...]costs.Kind{costs.Kind_SMALL, costs.Kind_MEDIUM, costs.Kind_LARGE}

func point(i uint32) *costs.Point {
	return &costs.Point{Id: i, X: float64(i) / 2, Y: -float64(i), On: i%3 == 0, Kind: kinds[i%3]}
}

func item(i uint32) *costs.Item {
	item := values.NewItem(i)
	return &costs.Item{Id: item.ID, Name: item.Name, Tags: item.Tags}
}

func length(of values.Length) *costs.Length {
	switch {
	case of.Pixels != nil:
		return &costs.Length{Length: &costs.Length_Pixels{Pixels: *of.Pixels}}
	case of.Share != nil:
		return &costs.Length{Length: &costs.Length_Share{Share: *of.Share}}
	default:
		return &costs.Length{Length: &costs.Length_Auto{Auto: &costs.Empty{}}}
	}
}

func shape(i uint32) *costs.Shape {
	switch of := values.NewShape(i); {
	case of.Circle != nil:
		return &costs.Shape{Shape: &costs.Shape_Circle{Circle: length(*of.Circle)}}
	case of.Frame != nil:
		size := &costs.Size{Width: length(of.Frame.Width), Height: length(of.Frame.Height)}
		return &costs.Shape{Shape: &costs.Shape_Frame{Frame: size}}
	case of.Label != nil:
		return &costs.Shape{Shape: &costs.Shape_Label{Label: &costs.Label{Text: of.Label.Text}}}
	default:
		return &costs.Shape{Shape: &costs.Shape_Empty{Empty: &costs.Empty{}}}
	}
}

// echoed plays a function that gives back what it gets.
func echoed[T proto.Message](
	times int,
	function func(context.Context, T, ...grpc.CallOption) (T, error),
	value T,
) (bool, error) {
	call := func() (T, error) { return function(context.Background(), value) }
	return true, play(times, call, func(got T) bool { return proto.Equal(got, value) })
}

// refused is the problem that a refused call has among its details.
func refused(client costs.WorkClient) (*costs.Problem, error) {
	_, err := client.Refuse(context.Background(), &costs.Code{Code: 7})
	for _, detail := range status.Convert(err).Details() {
		if problem, ok := detail.(*costs.Problem); ok {
			return problem, nil
		}
	}
	return nil, errWrong
}

// pulled is how many bytes came.
func pulled(client costs.WorkClient, bytes uint64) (uint64, error) {
	stream, err := client.Produce(context.Background(), &costs.Amount{Bytes: bytes, Piece: 1 << 20})
	if err != nil {
		return 0, err
	}
	var total uint64
	for {
		block, err := stream.Recv()
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return 0, err
		}
		total += uint64(len(block.Bytes))
	}
}

func callGRPC(address string) caller {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32)))
	if err != nil {
		log.Fatal(err)
	}
	client := costs.NewWorkClient(connection)
	return func(o order) (bool, error) {
		switch o.function {
		case "nothing":
			return echoed(o.times, client.Nothing, &costs.Empty{})
		case "add":
			call := func() (*costs.Sum, error) {
				return client.Add(context.Background(), &costs.Terms{A: 20, B: -62})
			}
			return true, play(o.times, call, func(got *costs.Sum) bool { return got.Sum == -42 })
		case "text":
			return echoed(o.times, client.Text, &costs.OneText{Text: o.text})
		case "bytes":
			block := values.List(o.count, func(i uint32) byte { return byte(i % 251) })
			return echoed(o.times, client.Bytes, &costs.Block{Bytes: block})
		case "integers":
			numbers := values.List(o.count, func(i uint32) uint32 { return i * 4000 })
			return echoed(o.times, client.Integers, &costs.SomeIntegers{Numbers: numbers})
		case "floats":
			numbers := values.List(o.count, func(i uint32) float64 { return float64(i) / 2 })
			return echoed(o.times, client.Floats, &costs.SomeFloats{Numbers: numbers})
		case "points":
			return echoed(o.times, client.Points, &costs.SomePoints{Points: values.List(o.count, point)})
		case "items":
			return echoed(o.times, client.Items, &costs.SomeItems{Items: values.List(o.count, item)})
		case "shapes":
			return echoed(o.times, client.Shapes, &costs.SomeShapes{Shapes: values.List(o.count, shape)})
		case "refuse":
			call := func() (*costs.Problem, error) { return refused(client) }
			return true, play(o.times, call, func(got *costs.Problem) bool { return got.Code == 7 })
		case "produce":
			bytes := uint64(o.times) << 26
			got, err := pulled(client, bytes)
			if err == nil && got != bytes {
				err = errWrong
			}
			return true, err
		default:
			return false, nil
		}
	}
}
