package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shop.example/storefront/gen/shop/storefront/checkout"
	"shop.example/storefront/gen/shop/storefront/goods"
	"shop.example/storefront/gen/shop/storefront/orders"
	"shop.example/storefront/gen/shop/storefront/pricing"
	"shop.example/storefront/gen/witloom/sql/database"
)

const (
	numberPrefix = "FW-"
	firstNumber  = 1000
)

const (
	stateOpen    = "open"
	statePaid    = "paid"
	stateRefused = "refused"
)

var errGone = errors.New("somebody else has bought the last one")

// reserved is an order in the database.
type reserved struct {
	id    int64
	state string
	total uint64
}

func (r reserved) number() string { return numberPrefix + strconv.FormatInt(firstNumber+r.id, 10) }

// reserve takes the pieces of an order from the shelves. The same attempt always gives the same order, however often a
// form is sent.
func (s *shop) reserve(attempt string, order orders.Order) (reserved, error) {
	var made reserved
	err := s.database.transaction(func(t *database.Transaction) error {
		var err error
		if made, err = findAttempt(t, attempt); err != nil || made.id != 0 {
			return err
		}
		for _, position := range order.Positions {
			changed, err := t.Execute("UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2",
				[]database.Value{text(position.Product.Sku), integer(position.Quantity)})
			if err != nil {
				return err
			}
			if changed == 0 {
				return errGone
			}
		}
		made, err = insert(t, attempt, order)
		return err
	})
	return made, err
}

func findAttempt(t *database.Transaction, attempt string) (reserved, error) {
	rows, err := query(t, "SELECT id, state, quote FROM orders WHERE attempt = $1", text(attempt))
	if err != nil || len(rows) == 0 {
		return reserved{}, err
	}
	var quote pricing.Quote
	if err := json.Unmarshal([]byte(rows[0].text(2)), &quote); err != nil {
		return reserved{}, err
	}
	return reserved{id: rows[0].integer(0), state: rows[0].text(1), total: quote.Total}, nil
}

func insert(t *database.Transaction, attempt string, order orders.Order) (reserved, error) {
	buyer, err := json.Marshal(order.Buyer)
	if err != nil {
		return reserved{}, err
	}
	quote, err := json.Marshal(order.Quote)
	if err != nil {
		return reserved{}, err
	}
	rows, err := query(t, "INSERT INTO orders (attempt, day, state, buyer, quote, card) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
		text(attempt), text(order.Day), text(stateOpen), text(string(buyer)), text(string(quote)), text(order.Card))
	if err != nil {
		return reserved{}, err
	}
	id := rows[0].integer(0)
	for _, position := range order.Positions {
		product := position.Product
		_, err := t.Execute("INSERT INTO order_lines (order_id, sku, name, price, quantity) VALUES ($1, $2, $3, $4, $5)",
			[]database.Value{integer(id), text(product.Sku), text(product.Name), integer(product.Price), integer(position.Quantity)})
		if err != nil {
			return reserved{}, err
		}
	}
	return reserved{id: id, state: stateOpen, total: order.Quote.Total}, nil
}

// settle says what became of an open order. The pieces of one that wasn't paid go back.
func (s *shop) settle(id int64, state string) error {
	return s.database.transaction(func(t *database.Transaction) error {
		changed, err := t.Execute("UPDATE orders SET state = $2 WHERE id = $1 AND state = 'open'",
			[]database.Value{integer(id), text(state)})
		if err != nil || changed == 0 || state != stateRefused {
			return err
		}
		_, err = t.Execute("UPDATE products SET stock = stock + l.quantity FROM order_lines AS l "+
			"WHERE l.sku = products.sku AND l.order_id = $1", []database.Value{integer(id)})
		return err
	})
}

// load reads a paid order; what products were called and cost stays as it was.
func (s *shop) load(number string) (orders.Order, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(number, numberPrefix), 10, 64)
	if err != nil {
		return orders.Order{}, errUnknown
	}
	db, err := s.database.connection()
	if err != nil {
		return orders.Order{}, err
	}
	found, err := query(db, "SELECT day, buyer, quote, card FROM orders WHERE id = $1 AND state = 'paid'",
		integer(id-firstNumber))
	if err != nil {
		return orders.Order{}, err
	}
	if len(found) == 0 {
		return orders.Order{}, errUnknown
	}
	order := orders.Order{Number: number, Day: found[0].text(0), Card: found[0].text(3)}
	var buyer checkout.Address
	var quote pricing.Quote
	err = errors.Join(json.Unmarshal([]byte(found[0].text(1)), &buyer), json.Unmarshal([]byte(found[0].text(2)), &quote))
	if err != nil {
		return orders.Order{}, fmt.Errorf("the order %s: %w", number, err)
	}
	order.Buyer, order.Quote = buyer, quote
	order.Positions, err = s.linesOf(db, id-firstNumber)
	return order, err
}

func (s *shop) linesOf(db *database.Connection, id int64) ([]goods.Position, error) {
	lines, err := query(db, "SELECT sku, name, price, quantity FROM order_lines WHERE order_id = $1 ORDER BY rowid", integer(id))
	if err != nil {
		return nil, err
	}
	products, err := s.products()
	if err != nil {
		return nil, err
	}
	positions := make([]goods.Position, len(lines))
	for i, line := range lines {
		product, _ := find(products, line.text(0))
		product.Sku, product.Name, product.Price = line.text(0), line.text(1), goods.Cents(line.integer(2))
		positions[i] = goods.Position{Product: product, Quantity: uint32(line.integer(3))}
	}
	return positions, nil
}

// mayRead is whether a visitor has placed an order.
func (v *visit) mayRead(number string) bool { return slices.Contains(v.session.Orders, number) }
