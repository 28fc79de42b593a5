package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"shop.example/storefront/gen/shop/storefront/cart"
	"shop.example/storefront/gen/shop/storefront/goods"
	"shop.example/storefront/gen/shop/storefront/pages"
	"shop.example/storefront/gen/shop/storefront/pricing"
)

// home is where parcels go as long as nobody says where.
const home = "DE"

func (s *shop) addLine(v *visit) error {
	quantity, err := quantity(v)
	if err != nil {
		return v.send("/cart", notANumber)
	}
	return s.changeCart(v, cart.ChangeAdd{Value: cart.Line{Sku: v.field("sku"), Quantity: quantity}})
}

func (s *shop) setLine(v *visit) error {
	sku := v.part("sku")
	if v.field("remove") != "" {
		return s.changeCart(v, cart.ChangeRemove{Value: sku})
	}
	quantity, err := quantity(v)
	if err != nil {
		return v.send("/cart", notANumber)
	}
	return s.changeCart(v, cart.ChangeSet{Value: cart.Line{Sku: sku, Quantity: quantity}})
}

var notANumber = cart.Message{Tone: cart.ToneRefusal, Text: "Quantities are whole numbers from 1 to 999."}

func quantity(v *visit) (uint32, error) {
	number, err := strconv.ParseUint(v.field("quantity"), 10, 32)
	if err == nil && number > 999 {
		err = strconv.ErrRange
	}
	return uint32(number), err
}

// changeCart lets the rules decide what becomes of a change.
func (s *shop) changeCart(v *visit, change cart.Change) error {
	products, err := s.products()
	if err != nil {
		return err
	}
	err = v.change(func(kept *session) {
		outcome := cart.Apply(kept.Lines, change, products)
		kept.Lines, kept.Messages = outcome.Lines, append(kept.Messages, outcome.Messages...)
	})
	if err != nil {
		return err
	}
	return v.send("/cart")
}

func (s *shop) setVoucher(v *visit) error {
	voucher := v.field("voucher")
	if len(voucher) > 20 {
		voucher = unicode(voucher[:20])
	}
	if err := v.change(func(kept *session) { kept.Voucher = voucher }); err != nil {
		return err
	}
	return v.send("/cart")
}

func (s *shop) cart(v *visit) error {
	positions, err := s.positions(v)
	if err != nil {
		return err
	}
	basket := pages.Basket{Positions: positions}
	if v.session.Voucher != "" {
		basket.Voucher = &v.session.Voucher
	}
	basket.Quote, basket.Refused, err = quote(positions, home, v.session.Voucher)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.PageBasket{Value: basket})
}

// positions are what is in the cart, as far as the rules and the stock still allow it.
func (s *shop) positions(v *visit) ([]goods.Position, error) {
	products, err := s.products()
	if err != nil {
		return nil, err
	}
	outcome := cart.Review(v.session.Lines, products)
	if !slices.Equal(outcome.Lines, v.session.Lines) {
		if err := v.change(func(kept *session) { kept.Lines = outcome.Lines }); err != nil {
			return nil, err
		}
		v.messages = append(v.messages, outcome.Messages...)
	}
	positions := make([]goods.Position, 0, len(outcome.Lines))
	for _, line := range outcome.Lines {
		if product, ok := find(products, line.Sku); ok {
			positions = append(positions, goods.Position{Product: product, Quantity: line.Quantity})
		}
	}
	return positions, nil
}

// quote is what positions come to, without the voucher where that is refused, for the reason that is returned.
func quote(positions []goods.Position, country, voucher string) (pricing.Quote, *string, error) {
	var refused *string
	if voucher != "" {
		quote, err := pricing.Price(positions, country, &voucher)
		if refused = refusal(err); refused == nil {
			return quote, nil, err
		}
	}
	quote, err := pricing.Price(positions, country, nil)
	return quote, refused, err
}

// refusal says why a voucher is refused, if that is the error.
func refusal(err error) *string {
	var unknown pricing.RefusalUnknownVoucher
	var above pricing.RefusalVoucherAbove
	var text string
	switch {
	case errors.As(err, &unknown):
		text = "We don’t know this voucher."
	case errors.As(err, &above):
		text = fmt.Sprintf("This voucher is for carts from %d.%02d €.", above.Value/100, above.Value%100)
	default:
		return nil
	}
	return &text
}
