package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
	"strconv"
	"time"

	"shop.example/storefront/gen/shop/storefront/cart"
	"shop.example/storefront/gen/shop/storefront/checkout"
	"shop.example/storefront/gen/shop/storefront/mails"
	"shop.example/storefront/gen/shop/storefront/orders"
	"shop.example/storefront/gen/shop/storefront/pages"
	"shop.example/storefront/gen/wit"
)

var countries = []wit.Tuple2[string, string]{
	{F0: "AT", F1: "Austria"}, {F0: "FR", F1: "France"}, {F0: "DE", F1: "Germany"}, {F0: "NL", F1: "Netherlands"},
}

func isCountry(code string) bool {
	return slices.ContainsFunc(countries, func(country wit.Tuple2[string, string]) bool { return country.F0 == code })
}

// till shows the form.
func (s *shop) till(v *visit) error {
	return s.showTill(v, http.StatusOK, pages.Till{Form: checkout.Form{Country: home}, Attempt: newID()})
}

// showTill adds what is in the cart and what it comes to. Numbers of cards are not sent back.
func (s *shop) showTill(v *visit, status int, till pages.Till) error {
	positions, err := s.positions(v)
	if err != nil {
		return err
	}
	if len(positions) == 0 {
		return v.send("/cart")
	}
	if !isCountry(till.Form.Country) {
		till.Form.Country = home
	}
	till.Form.CardNumber, till.Form.CardExpiry, till.Form.CardCode = "", "", ""
	till.Positions, till.Countries = positions, countries
	till.Quote, _, err = quote(positions, till.Form.Country, v.session.Voucher)
	if err != nil {
		return err
	}
	return v.show(status, pages.PageTill{Value: till})
}

func formOf(v *visit) checkout.Form {
	field := v.field
	return checkout.Form{
		Name: field("name"), Email: field("email"), Street: field("street"), Postcode: field("postcode"),
		City: field("city"), Country: field("country"), CardNumber: field("card-number"),
		CardExpiry: field("card-expiry"), CardCode: field("card-code"), Agreed: field("agreed") != "",
	}
}

// order takes the form: nothing is paid before the visitor has seen the very total.
func (s *shop) order(v *visit) error {
	form, attempt := formOf(v), v.field("attempt")
	if !isID(attempt) {
		return errStale
	}
	now := time.Now()
	purchase, err := checkout.Check(form, checkout.Month{Year: uint16(now.Year()), Month: uint8(now.Month())})
	var problems wit.Error[[]checkout.Problem]
	if errors.As(err, &problems) {
		till := pages.Till{Form: form, Problems: problems.Value, Attempt: attempt}
		return s.showTill(v, http.StatusUnprocessableEntity, till)
	}
	if err != nil {
		return err
	}
	order := orders.Order{Day: now.Format(time.DateOnly), Buyer: purchase.Buyer}
	order.Card = purchase.Card.Number[len(purchase.Card.Number)-4:]
	if order.Positions, err = s.positions(v); err != nil {
		return err
	}
	if len(order.Positions) == 0 {
		return v.send("/cart")
	}
	if order.Quote, _, err = quote(order.Positions, purchase.Buyer.Country, v.session.Voucher); err != nil {
		return err
	}
	if seen := v.field("total"); seen != strconv.FormatUint(order.Quote.Total, 10) {
		v.messages = append(v.messages, cart.Message{Tone: cart.ToneNotice, Text: fmt.Sprintf(
			"The total has changed to %d.%02d €. Please have a look before you pay.", order.Quote.Total/100, order.Quote.Total%100)})
		return s.showTill(v, http.StatusConflict, pages.Till{Form: form, Attempt: newID()})
	}
	return s.place(v, form, attempt, order, purchase.Card)
}

// place reserves an order and has it paid.
func (s *shop) place(v *visit, form checkout.Form, attempt string, order orders.Order, card checkout.Card) error {
	made, err := s.reserve(attempt, order)
	if errors.Is(err, errGone) {
		return v.send("/cart", cart.Message{Tone: cart.ToneRefusal, Text: "Somebody was faster: something in your cart has just been sold."})
	}
	if err != nil {
		return err
	}
	if made.state == stateOpen {
		var refused refusedPayment
		err := pay(v.Context(), made, card)
		if errors.As(err, &refused) {
			if err := s.settle(made.id, stateRefused); err != nil {
				return err
			}
			return s.refuse(v, form, refused.Error())
		}
		if err != nil {
			return errors.Join(errUnpaid, err)
		}
		if err := s.settle(made.id, statePaid); err != nil {
			return err
		}
	} else if made.state == stateRefused {
		return s.refuse(v, form, "This order was refused before.")
	}
	return s.thank(v, made.number())
}

func (s *shop) refuse(v *visit, form checkout.Form, reason string) error {
	return s.showTill(v, http.StatusPaymentRequired, pages.Till{Form: form, Attempt: newID(), Refused: &reason})
}

// thank writes the letter, empties the cart and shows the order. A letter that can't be written costs nobody the order.
func (s *shop) thank(v *visit, number string) error {
	order, err := s.load(number)
	if err != nil {
		return err
	}
	if err := post(number, mails.Confirmation(order)); err != nil {
		log.Printf("the letter for %s: %v", number, err)
	}
	err = v.change(func(kept *session) {
		kept.Lines, kept.Voucher = nil, ""
		if !slices.Contains(kept.Orders, number) {
			kept.Orders = append(kept.Orders, number)
		}
	})
	if err != nil {
		return err
	}
	return v.send("/orders/" + number)
}

func (s *shop) receipt(v *visit) error {
	number := v.part("number")
	if !v.mayRead(number) {
		return errUnknown
	}
	order, err := s.load(number)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.PageReceipt{Value: order})
}
