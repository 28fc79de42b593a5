// Package main reads log files as one stream of bytes.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"logs.example/pipeline/reader/gen/exports/logs/pipeline/source"
)

// component implements the interface that this component exports.
type component struct{}

// Open gives the log files of a folder, over and over until size bytes are read.
func (component) Open(_ context.Context, folder string, size uint64) (io.ReadCloser, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.log"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, errors.New("there are no .log files in " + folder)
	}
	return &files{paths: paths, left: int64(min(size, 1<<62))}, nil
}

// files reads one file after the other.
type files struct {
	paths []string
	next  int
	left  int64 // bytes still wanted when the last file has ended
	open  *os.File
}

func (f *files) Read(buffer []byte) (int, error) {
	for {
		if f.open == nil {
			if f.next == len(f.paths) {
				if f.left <= 0 {
					return 0, io.EOF
				}
				f.next = 0
			}
			file, err := os.Open(f.paths[f.next])
			if err != nil {
				return 0, err
			}
			f.open, f.next = file, f.next+1
		}
		n, err := f.open.Read(buffer)
		f.left -= int64(n)
		if n > 0 || (err != nil && err != io.EOF) {
			return n, err
		}
		if err := f.Close(); err != nil {
			return 0, err
		}
	}
}

func (f *files) Close() error {
	if f.open == nil {
		return nil
	}
	file := f.open
	f.open = nil
	return file.Close()
}

func init() { source.Export(component{}) }

func main() {} // never called, but Go wants it
