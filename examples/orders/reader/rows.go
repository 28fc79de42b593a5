package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"shop.example/orders/reader/gen/exports/shop/orders/reader"
	"shop.example/orders/reader/gen/wit"
)

// columns in the order that row wants them.
var columns = []string{"order", "day", "country", "customer", "product", "quantity", "unit_price"}

// row is one line of an order, with the order's own fields.
type row struct {
	order reader.Order
	line  reader.Line
}

// rows reads one file and skips what can't be read.
type rows struct {
	file   *os.File
	csv    *csv.Reader
	index  []int
	report reader.FileReport
}

// openRows opens a file and finds its columns.
func openRows(path string) (*rows, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, reader.ReadErrorBroken{Value: err.Error()}
	}
	r := &rows{file: file, csv: csv.NewReader(file), report: reader.FileReport{Name: filepath.Base(path)}}
	r.csv.FieldsPerRecord = -1
	r.csv.ReuseRecord = true
	header, err := r.csv.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, reader.ReadErrorBroken{Value: err.Error()}
	}
	var missing []string
	for _, column := range columns {
		at := slices.Index(header, column)
		if at < 0 {
			missing = append(missing, column)
		}
		r.index = append(r.index, at)
	}
	if missing != nil {
		file.Close()
		name := filepath.Base(path)
		return nil, reader.ReadErrorMissingColumns{Value: wit.Tuple2[string, []string]{F0: name, F1: missing}}
	}
	return r, nil
}

// next returns the next good row, or io.EOF.
func (r *rows) next() (row, error) {
	for {
		fields, err := r.csv.Read()
		var malformed *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return row{}, io.EOF
		case errors.As(err, &malformed):
			r.skip(malformed.Line, malformed.Err)
			continue
		case err != nil:
			return row{}, reader.ReadErrorBroken{Value: err.Error()}
		}
		r.report.Rows++
		parsed, err := r.parse(fields)
		if err == nil {
			return parsed, nil
		}
		line, _ := r.csv.FieldPos(0)
		r.skip(line, err)
	}
}

// skip notes a row that was left out.
func (r *rows) skip(line int, reason error) {
	r.report.Skipped = append(r.report.Skipped, reader.SkippedRow{Line: uint32(line), Reason: reason.Error()})
}

// parse turns the fields of a row into its values.
func (r *rows) parse(fields []string) (row, error) {
	if want := slices.Max(r.index) + 1; len(fields) < want {
		return row{}, fmt.Errorf("%d fields instead of %d", len(fields), want)
	}
	field := func(column int) string { return strings.Clone(fields[r.index[column]]) }
	if _, err := time.Parse(time.DateOnly, field(1)); err != nil {
		return row{}, fmt.Errorf("%q is not a day", field(1))
	}
	quantity, err := strconv.ParseUint(field(5), 10, 32)
	if err != nil {
		return row{}, fmt.Errorf("%q is not a quantity", field(5))
	}
	price, err := cents(field(6))
	if err != nil {
		return row{}, err
	}
	return row{
		order: reader.Order{Number: field(0), Day: field(1), Country: field(2), Customer: field(3)},
		line:  reader.Line{Product: field(4), Quantity: uint32(quantity), UnitPrice: price},
	}, nil
}

// cents reads an amount such as 18.90.
func cents(text string) (uint32, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	value, err := strconv.ParseUint(whole+(fraction + "00")[:2], 10, 32)
	if err != nil || len(fraction) > 2 {
		return 0, fmt.Errorf("%q is not a price", text)
	}
	return uint32(value), nil
}

// close closes the file and returns what became of it.
func (r *rows) close() reader.FileReport {
	r.file.Close()
	return r.report
}
