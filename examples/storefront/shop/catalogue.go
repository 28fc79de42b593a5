package main

import (
	"slices"
	"strings"

	"shop.example/storefront/gen/shop/storefront/goods"
	"shop.example/storefront/gen/shop/storefront/search"
)

var categories = map[string]goods.Category{
	"plants": goods.CategoryPlants, "pots": goods.CategoryPots, "care": goods.CategoryCare, "books": goods.CategoryBooks,
}

var taxClasses = map[string]goods.TaxClass{"standard": goods.TaxClassStandard, "reduced": goods.TaxClassReduced}

const columns = "sku, name, category, summary, description, tags, price, tax, stock, most, pack"

func productOf(r row) goods.Product {
	product := goods.Product{
		Sku: r.text(0), Name: r.text(1), Category: categories[r.text(2)], Summary: r.text(3), Description: r.text(4),
		Tags: strings.Fields(r.text(5)), Price: goods.Cents(r.integer(6)), Tax: taxClasses[r.text(7)],
		Stock: uint32(r.integer(8)), Pack: uint32(r.integer(10)),
	}
	if !r.isNull(9) {
		most := uint32(r.integer(9))
		product.Most = &most
	}
	return product
}

// products are all that the shop has, in the order of its shelves.
func (s *shop) products() ([]goods.Product, error) {
	db, err := s.database.connection()
	if err != nil {
		return nil, err
	}
	rows, err := query(db, "SELECT "+columns+" FROM products ORDER BY place, sku")
	if err != nil {
		return nil, err
	}
	products := make([]goods.Product, len(rows))
	for i, row := range rows {
		products[i] = productOf(row)
	}
	return products, nil
}

func find(products []goods.Product, sku string) (goods.Product, bool) {
	at := slices.IndexFunc(products, func(product goods.Product) bool { return product.Sku == sku })
	if at < 0 {
		return goods.Product{}, false
	}
	return products[at], true
}

// pick gives the products with these names, in the order of the names.
func pick(products []goods.Product, skus []string) []goods.Product {
	var picked []goods.Product
	for _, sku := range skus {
		if product, ok := find(products, sku); ok {
			picked = append(picked, product)
		}
	}
	return picked
}

// catalogue is the index of products for searching, and what it was made of.
type catalogue struct {
	products []goods.Product
	made     *search.Index
}

// index makes a new one when somebody has changed what products say.
func (c *catalogue) index(products []goods.Product) *search.Index {
	if c.made != nil && slices.EqualFunc(c.products, products, saysTheSame) {
		return c.made
	}
	if c.made != nil {
		_ = c.made.Close()
	}
	c.products, c.made = products, search.NewIndex(products)
	return c.made
}

func saysTheSame(a, b goods.Product) bool {
	return a.Sku == b.Sku && a.Name == b.Name && a.Summary == b.Summary && a.Description == b.Description &&
		slices.Equal(a.Tags, b.Tags)
}
