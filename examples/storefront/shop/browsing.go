package main

import (
	"net/http"
	"slices"

	"shop.example/storefront/gen/shop/storefront/goods"
	"shop.example/storefront/gen/shop/storefront/pages"
)

const (
	mostFound   = 48
	mostSimilar = 4
)

func (s *shop) listing(v *visit) error {
	products, err := s.products()
	if err != nil {
		return err
	}
	var wanted *goods.Category
	if name := v.part("category"); name != "" {
		category, ok := categories[name]
		if !ok {
			return errUnknown
		}
		wanted = &category
		products = slices.DeleteFunc(products, func(product goods.Product) bool { return product.Category != category })
	}
	return v.show(http.StatusOK, pages.PageListing{Value: pages.Listing{Category: wanted, Products: products}})
}

func (s *shop) product(v *visit) error {
	products, err := s.products()
	if err != nil {
		return err
	}
	product, ok := find(products, v.part("sku"))
	if !ok {
		return errUnknown
	}
	similar := s.catalogue.index(products).Similar(product.Sku, mostSimilar)
	return v.show(http.StatusOK, pages.PageDetail{Value: pages.Detail{
		Product: product, Similar: pick(products, similar), Chosen: v.session.quantity(product.Sku),
	}})
}

func (s *shop) search(v *visit) error {
	products, err := s.products()
	if err != nil {
		return err
	}
	results := s.catalogue.index(products).Search(v.field("q"), mostFound)
	var skus []string
	for _, hit := range results.Hits {
		skus = append(skus, hit.Sku)
	}
	return v.show(http.StatusOK, pages.PageFound{Value: pages.Found{
		Products: pick(products, skus), Instead: results.Instead,
	}})
}
