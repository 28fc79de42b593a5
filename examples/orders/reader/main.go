// Package main reads orders from CSV files.
package main

import (
	"shop.example/orders/reader/gen/exports/shop/orders/reader"
)

// component implements the interface that this component exports.
type component struct{}

// OrderReaderOpen opens every .csv file of a folder.
func (component) OrderReaderOpen(folder string) (reader.OrderReader, error) {
	files, err := csvFiles(folder)
	if err != nil {
		return nil, err
	}
	return &orderReader{pending: files}, nil
}

func init() { reader.Export(component{}) }

func main() {} // never called, but Go wants it
