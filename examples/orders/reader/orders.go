package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"shop.example/orders/reader/gen/exports/shop/orders/reader"
)

// orderReader walks through files and gathers the rows of each order.
type orderReader struct {
	pending []string
	current *rows
	reports []reader.FileReport
	// open is the order whose rows are still coming in.
	open *reader.Order
}

// csvFiles lists the .csv files of a folder by name.
func csvFiles(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, reader.ReadErrorNoFiles{Value: err.Error()}
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && filepath.Ext(entry.Name()) == ".csv" {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, reader.ReadErrorNoFiles{Value: folder + " has no .csv file"}
	}
	slices.Sort(files)
	return files, nil
}

// Next returns at most max further orders.
func (r *orderReader) Next(max uint32) ([]reader.Order, error) {
	orders := make([]reader.Order, 0, max)
	for uint32(len(orders)) < max {
		row, err := r.nextRow()
		if errors.Is(err, io.EOF) {
			return r.finish(orders), nil
		}
		if err != nil {
			return nil, err
		}
		if r.open != nil && r.open.Number != row.order.Number {
			orders = append(orders, *r.open)
			r.open = nil
		}
		if r.open == nil {
			r.open = &row.order
		}
		r.open.Lines = append(r.open.Lines, row.line)
	}
	return orders, nil
}

// finish adds the order that was still open.
func (r *orderReader) finish(orders []reader.Order) []reader.Order {
	if r.open != nil {
		orders = append(orders, *r.open)
		r.open = nil
	}
	return orders
}

// nextRow returns the next good row of any file, or io.EOF after the last.
func (r *orderReader) nextRow() (row, error) {
	for {
		if r.current == nil {
			if len(r.pending) == 0 {
				return row{}, io.EOF
			}
			opened, err := openRows(r.pending[0])
			if err != nil {
				return row{}, err
			}
			r.pending, r.current = r.pending[1:], opened
		}
		next, err := r.current.next()
		if !errors.Is(err, io.EOF) {
			return next, err
		}
		r.reports = append(r.reports, r.current.close())
		r.current = nil
	}
}

// Files reports on the files read so far, the current one included.
func (r *orderReader) Files() []reader.FileReport {
	if r.current == nil {
		return r.reports
	}
	return append(slices.Clip(r.reports), r.current.report)
}

// Drop closes the file that is still open.
func (r *orderReader) Drop() {
	if r.current != nil {
		r.current.close()
	}
}
