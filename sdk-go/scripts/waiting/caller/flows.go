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
	played["chunks-of-1"] = chunksOf1
	played["chunks-of-7"] = chunksOf7
	played["chunks-of-a-mebibyte"] = chunksOfAMebibyte
	played["nothing-in-a-stream"] = nothingInAStream
	played["texts"] = texts
	played["records"] = records
	played["handles"] = handles
	played["handles-there-and-back"] = handlesThereAndBack
	played["handles-after-their-stream"] = handlesAfterTheirStream
	played["methods-that-wait"] = methodsThatWait
	played["the-writer-ends-early"] = theWriterEndsEarly
	played["two-readers"] = twoReaders
	played["the-reader-leaves"] = theReaderLeaves
	played["the-callee-leaves"] = theCalleeLeaves
	played["error-beside-a-stream"] = errorBesideAStream
	played["future-that-comes-later"] = futureThatComesLater
	played["future-of-the-caller"] = futureOfTheCaller
	played["future-nobody-reads"] = futureNobodyReads
	played["future-the-callee-drops"] = futureTheCalleeDrops
	played["inside-of-a-record"] = insideOfARecord
	played["trap-in-the-middle-of-a-stream"] = trapInTheMiddleOfAStream
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

// inChunksOf passes bytes there and back in pieces of a size, on both ways.
func inChunksOf(ctx context.Context, size, length int) error {
	data := numbers(length)
	bumped, err := flows.Bump(ctx, &pieces{data, size})
	if err != nil {
		return err
	}
	defer bumped.Close()
	buf, at := make([]byte, size), 0
	for {
		n, err := bumped.Read(buf)
		for i, b := range buf[:n] {
			if at+i < length && b != data[at+i]+1 {
				return fmt.Errorf("byte %d: expected %d, got %d", at+i, data[at+i]+1, b)
			}
		}
		at += n
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	var sum uint64
	for _, b := range data {
		sum += uint64(b)
	}
	total, err := flows.Total(ctx, &pieces{data, size})
	return errors.Join(expect("length", at, nil, length), expect("total", total, err, sum))
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
	data := numbers(256)
	bumped, err := flows.Bump(ctx, io.NopCloser(bytes.NewReader(data)))
	if err != nil {
		return err
	}
	defer bumped.Close()
	back, err := io.ReadAll(bumped)
	if err := expect("bump", back, err, append(data[1:256:256], 0)); err != nil {
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

func chunksOf1(ctx context.Context) error { return inChunksOf(ctx, 1, 300) }

func chunksOf7(ctx context.Context) error { return inChunksOf(ctx, 7, 1000) }

func chunksOfAMebibyte(ctx context.Context) error { return inChunksOf(ctx, 1<<20, 2<<20+5) }

func nothingInAStream(ctx context.Context) error {
	if err := inChunksOf(ctx, 1, 0); err != nil {
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

// refusal is what a function panics with.
func refusal(act func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	act()
	return
}

func handlesAfterTheirStream(ctx context.Context) error {
	token := flows.NewToken(3)
	sum, err := flows.Collect(ctx, wit.StreamOf(token))
	said := refusal(func() { token.Number() })
	return errors.Join(
		expect("sum", sum, err, uint32(3)),
		expect("a method: "+said, strings.Contains(said, "passed on"), nil, true),
	)
}

func twoReaders(ctx context.Context) error {
	slow, w := io.Pipe()
	bumped, err := flows.Bump(ctx, slow)
	if err != nil {
		return err
	}
	first := make([]byte, 1)
	read := make(chan error, 1)
	go func() {
		_, err := bumped.Read(first)
		read <- err
	}()
	time.Sleep(time.Millisecond)
	_, second := bumped.Read(make([]byte, 1))
	if _, err := w.Write([]byte{0}); err != nil {
		return err
	}
	said, end := fmt.Sprint(second), <-read
	return errors.Join(
		expect("a second reader: "+said, strings.Contains(said, "in use by another goroutine"), nil, true),
		expect("the first", first[0], end, byte(1)),
		w.Close(),
	)
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

func handlesThereAndBack(ctx context.Context) error {
	var tokens []*flows.Token
	for number := range uint32(5) {
		tokens = append(tokens, flows.NewToken(number+1))
	}
	odd, err := all(flows.Odd(ctx, wit.StreamOf(tokens...)))
	if err != nil {
		return err
	}
	var found []uint32
	for _, token := range odd {
		found = append(found, token.Number())
	}
	sum, err := flows.Collect(ctx, wit.StreamOf(odd...))
	return errors.Join(expect("odd", found, nil, []uint32{1, 3, 5}), expect("sum", sum, err, uint32(9)))
}

func methodsThatWait(ctx context.Context) error {
	token, err := flows.TokenLater(ctx, 7, 5)
	if err != nil {
		return err
	}
	defer token.Close()
	numbers := make(chan answer, 2)
	for _, ms := range []uint32{10, 1} {
		go func() {
			number, err := token.NumberLater(ctx, ms)
			numbers <- answer{fmt.Sprint(number), err}
		}()
	}
	first, second := <-numbers, <-numbers
	return errors.Join(
		expect("number", token.Number(), nil, uint32(7)),
		expect("first", first.text, first.err, "7"),
		expect("second", second.text, second.err, "7"),
	)
}

func theWriterEndsEarly(ctx context.Context) error {
	counted, err := flows.Count(ctx, 5)
	if err != nil {
		return err
	}
	defer counted.Close()
	var got []byte
	for buf := make([]byte, 100); ; {
		n, err := counted.Read(buf)
		got = append(got, buf[:n]...)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	first, err := flows.First(ctx, wit.StreamOf[uint32](7, 8), 5)
	return errors.Join(expect("read", got, nil, numbers(5)), expect("first", first, err, []uint32{7, 8}))
}

func theCalleeLeaves(ctx context.Context) error {
	out, w := wit.Pipe[uint32]()
	left := false
	go func() {
		for number := uint32(0); ; number++ {
			if _, err := w.Write(number); err != nil {
				left = true
				return
			}
		}
	}()
	first, err := flows.First(ctx, out, 3)
	soon(func() bool { return left })
	return errors.Join(expect("first", first, err, []uint32{0, 1, 2}), expect("left", left, nil, true))
}

func errorBesideAStream(ctx context.Context) error {
	type ending = wit.Result[wit.Unit, string]
	read := func(count uint32, fail bool) ([]string, ending, error) {
		both, err := flows.Lines(ctx, count, fail)
		if err != nil {
			return nil, ending{}, err
		}
		texts, err := all(both.F0, nil)
		if err != nil {
			return nil, ending{}, err
		}
		end, err := both.F1.Get(ctx)
		return texts, end, err
	}
	texts, end, err := read(3, true)
	whole, well, failed := read(1, false)
	return errors.Join(
		expect("texts", texts, err, []string{"line 0", "line 1", "line 2"}),
		expect("end", end, nil, wit.Err[wit.Unit]("no line 3")),
		expect("whole", whole, failed, []string{"line 0"}),
		expect("well", well, nil, ending{}),
	)
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
	soon(func() bool { return flows.Left() > before })
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

func futureTheCalleeDrops(ctx context.Context) error {
	promise := wit.NewPromise[string]()
	time.AfterFunc(5*time.Millisecond, func() { promise.Set("unheard") })
	if err := flows.Ignore(ctx, promise); err != nil {
		return err
	}
	time.Sleep(20 * time.Millisecond)
	got, err := tasks.Now(ctx, "still")
	return expect("after it", got, err, "still now")
}

func trapInTheMiddleOfAStream(ctx context.Context) error {
	read, err := all(flows.BreakOff(ctx, 3))
	return fmt.Errorf("the stream ended: %v, %v", read, err)
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
