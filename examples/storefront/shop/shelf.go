package main

import (
	_ "embed"
	"errors"

	"shop.example/storefront/gen/witloom/sql/database"
	"shop.example/storefront/gen/witloom/sql/types"
)

//go:embed schema.sql
var schema string

//go:embed products.sql
var firstProducts string

// shelf is the database with products and orders.
type shelf struct{ opened *database.Connection }

// connection opens the database, and fills a new one.
func (s *shelf) connection() (*database.Connection, error) {
	if s.opened != nil {
		return s.opened, nil
	}
	db, err := database.Open("shop")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.Script(schema), fill(db)); err != nil {
		_ = db.Close()
		return nil, err
	}
	s.opened = db
	return db, nil
}

// transaction does everything or nothing.
func (s *shelf) transaction(do func(*database.Transaction) error) error {
	db, err := s.connection()
	if err != nil {
		return err
	}
	return transaction(db, do)
}

func transaction(db *database.Connection, do func(*database.Transaction) error) error {
	begun, err := db.Begin()
	if err != nil {
		return err
	}
	defer begun.Close()
	if err := do(begun); err != nil {
		return err
	}
	return begun.Commit()
}

func fill(db *database.Connection) error {
	return transaction(db, func(begun *database.Transaction) error {
		found, err := query(begun, "SELECT count(*) FROM products")
		if err != nil || found[0].integer(0) > 0 {
			return err
		}
		_, err = begun.Execute(firstProducts, nil)
		return err
	})
}

// row is one of a query's, read by its columns.
type row []types.Value

func (r row) text(column int) string {
	text, _ := r[column].(types.ValueText)
	return text.Value
}

func (r row) integer(column int) int64 {
	integer, _ := r[column].(types.ValueInteger)
	return integer.Value
}

func (r row) isNull(column int) bool {
	_, isNull := r[column].(types.ValueNull)
	return isNull
}

func text(value string) types.Value { return types.ValueText{Value: value} }

func integer[N int64 | uint32 | uint64](value N) types.Value {
	return types.ValueInteger{Value: int64(value)}
}

type querier interface {
	Query(statement string, parameters []types.Value) (*database.Rows, error)
}

// query gives all rows of a statement.
func query(from querier, statement string, parameters ...types.Value) ([]row, error) {
	rows, err := from.Query(statement, parameters)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []row
	for {
		batch, err := rows.Next(500)
		if err != nil || len(batch) == 0 {
			return found, err
		}
		for _, values := range batch {
			found = append(found, values)
		}
	}
}
