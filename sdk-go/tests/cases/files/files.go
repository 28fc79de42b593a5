// Package main reads a CSV file with the standard library.
package main

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"

	"files/gen/exports/test/files/reader"
)

type impl struct{}

func init() { reader.Export(impl{}) }

func main() {}

func (impl) Summarise(path string) (s reader.Summary, err error) {
	file, err := os.Open(path)
	if err != nil {
		return s, reader.ProblemMissing{Value: path}
	}
	defer file.Close()
	rows := csv.NewReader(file)
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := rows.FieldPos(0)
		price, parseErr := strconv.ParseFloat(row[len(row)-1], 64)
		if err != nil || parseErr != nil {
			s.Bad = append(s.Bad, uint32(line))
			continue
		}
		s.Rows++
		s.Total += price
	}
	if s.Rows == 0 {
		return s, reader.ProblemEmpty{}
	}
	return s, nil
}

func (impl) Workers(n uint32) uint32 {
	var sum uint32
	var lock sync.Mutex
	var group sync.WaitGroup
	for i := range n {
		group.Add(1)
		go func() {
			defer group.Done()
			lock.Lock()
			defer lock.Unlock()
			sum += i
		}()
	}
	group.Wait()
	return sum
}
