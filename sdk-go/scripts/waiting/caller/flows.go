package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"caller/gen/matrix/waiting/flows"
	"caller/gen/matrix/waiting/tasks"
	"caller/gen/wit"
)

func init() {
	played["bytes-there-and-back"] = bytesThereAndBack
	played["bytes-one-by-one"] = bytesOneByOne
	played["bytes-by-the-megabyte"] = bytesByTheMegabyte
	played["nothing-in-a-stream"] = nothingInAStream
	played["texts"] = texts
	played["records"] = records
	played["handles"] = handles
	played["the-reader-leaves"] = theReaderLeaves
	played["future-that-comes-later"] = futureThatComesLater
	played["future-of-the-caller"] = futureOfTheCaller
	played["future-nobody-reads"] = futureNobodyReads
	played["inside-of-a-record"] = insideOfARecord
}

// numbers are the bytes from 0 on, 255 being followed by 0.
func numbers(count int) []byte {
	made := make([]byte, count)
	for i := range made {
		made[i] = byte(i)
	}
	return made
}

// pieces gives its bytes in pieces of a size.
type pieces struct {
	left []byte
	size int
}

func (p *pieces) Read(buf []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(buf, p.left[:min(p.size, len(p.left))])
	p.left = p.left[n:]
	return n, nil
}

func (*pieces) Close() error { return nil }

// thereAndBack passes bytes through bump in pieces of a size.
func thereAndBack(ctx context.Context, data []byte, size int) error {
	bumped, err := flows.Bump(ctx, &pieces{data, size})
	if err != nil {
		return err
	}
	defer bumped.Close()
	got, err := io.ReadAll(bumped)
	if err != nil {
		return err
	}
	for i, b := range got {
		if i < len(data) && b != data[i]+1 {
			return fmt.Errorf("byte %d: expected %d, got %d", i, data[i]+1, b)
		}
	}
	return expect("length", len(got), nil, len(data))
}

// all reads a stream to its end.
func all[T any](stream wit.Stream[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var found []T
	for element, err := range wit.All(stream) {
		if err != nil {
			return found, err
		}
		found = append(found, element)
	}
	return found, nil
}

func bytesThereAndBack(ctx context.Context) error {
	if err := thereAndBack(ctx, numbers(256), 7); err != nil {
		return err
	}
	total, err := flows.Total(ctx, io.NopCloser(bytes.NewReader(numbers(256))))
	if err := expect("total", total, err, uint64(32640)); err != nil {
		return err
	}
	counted, err := flows.Count(ctx, 300)
	if err != nil {
		return err
	}
	defer counted.Close()
	got, err := io.ReadAll(counted)
	return expect("count", got, err, numbers(300))
}

func bytesOneByOne(ctx context.Context) error {
	if err := thereAndBack(ctx, numbers(10), 1); err != nil {
		return err
	}
	counted, err := flows.Count(ctx, 5)
	if err != nil {
		return err
	}
	defer counted.Close()
	var got []byte
	for one := make([]byte, 1); ; {
		n, err := counted.Read(one)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		got = append(got, one[:n]...)
	}
	return expect("read", got, nil, numbers(5))
}

func bytesByTheMegabyte(ctx context.Context) error {
	return thereAndBack(ctx, numbers(2<<20), 1<<20)
}

func nothingInAStream(ctx context.Context) error {
	if err := thereAndBack(ctx, nil, 1); err != nil {
		return err
	}
	total, err := flows.Total(ctx, io.NopCloser(strings.NewReader("")))
	if err := expect("total", total, err, uint64(0)); err != nil {
		return err
	}
	texts, err := all(flows.Shout(ctx, wit.StreamOf[string]()))
	return expect("texts", len(texts), err, 0)
}

func texts(ctx context.Context) error {
	long := strings.Repeat("long", 1000)
	got, err := all(flows.Shout(ctx, wit.StreamOf("", "ä", long)))
	return expect("texts", got, err, []string{"!", "ä!", long + "!"})
}

func records(ctx context.Context) error {
	points, want := make([]flows.Point, 500), make([]flows.Point, 500)
	for i := range points {
		points[i] = flows.Point{X: int32(i), Name: fmt.Sprintf("p%d", i)}
		want[i] = flows.Point{X: int32(-i), Name: points[i].Name}
	}
	got, err := all(flows.Mirror(ctx, wit.StreamOf(points...)))
	return expect("points", got, err, want)
}

func handles(ctx context.Context) error {
	tokens, err := all(flows.Tokens(ctx, 5))
	if err != nil {
		return err
	}
	var found []uint32
	for _, token := range tokens {
		found = append(found, token.Number())
	}
	tokens = append(tokens, flows.NewToken(100))
	sum, err := flows.Collect(ctx, wit.StreamOf(tokens...))
	return errors.Join(
		expect("numbers", found, nil, []uint32{0, 1, 2, 3, 4}),
		expect("sum", sum, err, uint32(110)),
		givenAway(tokens[0]),
	)
}

// givenAway expects the handle to say that it was given away.
func givenAway(token *flows.Token) (err error) {
	defer func() {
		message := fmt.Sprint(recover())
		err = expect(message, strings.Contains(message, "passed on"), nil, true)
	}()
	token.Number()
	return nil
}

func theReaderLeaves(ctx context.Context) error {
	before := flows.Left()
	stream, err := flows.Endless(ctx)
	if err != nil {
		return err
	}
	for number, err := range wit.All(stream) {
		if err != nil {
			return err
		}
		if number == 3 {
			break
		}
	}
	for i := 0; i < 100 && flows.Left() == before; i++ {
		time.Sleep(5 * time.Millisecond)
	}
	return expect("left", flows.Left(), nil, before+1)
}

func futureThatComesLater(ctx context.Context) error {
	later, err := flows.Later(ctx, "word", 20)
	if err != nil {
		return err
	}
	word, err := later.Get(ctx)
	return expect("word", word, err, "word")
}

func futureOfTheCaller(ctx context.Context) error {
	promise := wit.NewPromise[string]()
	hearing := begin(func() (string, error) { return flows.Hear(ctx, promise) })
	time.Sleep(10 * time.Millisecond)
	promise.Set("word")
	heard := <-hearing
	return expect("heard", heard.text, heard.err, "heard word")
}

func futureNobodyReads(ctx context.Context) error {
	unheard, err := flows.Later(ctx, "unheard", 10)
	if err != nil {
		return err
	}
	unheard.Close()
	time.Sleep(30 * time.Millisecond)
	got, err := tasks.Now(ctx, "still")
	return expect("after it", got, err, "still now")
}

func insideOfARecord(ctx context.Context) error {
	envelope, err := flows.Letters(ctx)
	if err != nil {
		return err
	}
	texts, err := all(envelope.Texts, nil)
	if err := expect("texts", texts, err, []string{"one", "two", "three"}); err != nil {
		return err
	}
	number, err := envelope.Number.Get(ctx)
	return errors.Join(
		expect("number", number, err, uint32(3)),
		expect("note", envelope.Note == nil, nil, true),
	)
}
