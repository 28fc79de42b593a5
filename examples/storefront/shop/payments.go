package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"shop.example/storefront/gen/shop/storefront/checkout"
)

// payment is what the payment service is asked for.
type payment struct {
	Amount    uint64 `json:"amount"`
	Currency  string `json:"currency"`
	Reference string `json:"reference"`
	Card      struct {
		Number string `json:"number"`
		Year   uint16 `json:"year"`
		Month  uint8  `json:"month"`
		Code   string `json:"code"`
	} `json:"card"`
}

// refusedPayment is the service's reason, for the customer to read.
type refusedPayment struct {
	Reason string `json:"reason"`
}

func (r refusedPayment) Error() string { return r.Reason }

var client = &http.Client{Timeout: 10 * time.Second}

// pay has an order paid. It may be called again for the same order, which is paid once.
func pay(ctx context.Context, order reserved, card checkout.Card) error {
	wanted := payment{Amount: order.total, Currency: "EUR", Reference: order.number()}
	wanted.Card.Number, wanted.Card.Code = card.Number, card.Code
	wanted.Card.Year, wanted.Card.Month = card.Expiry.Year, card.Expiry.Month
	body, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	url, err := setting("payment-url")
	if err != nil {
		return err
	}
	key, err := setting("payment-key")
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Idempotency-Key", order.number())
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK, http.StatusCreated:
		return nil
	case http.StatusPaymentRequired:
		refused := refusedPayment{Reason: "The bank gave no reason."}
		if err := json.NewDecoder(http.MaxBytesReader(nil, answer.Body, 4096)).Decode(&refused); err != nil {
			return err
		}
		return refused
	}
	return fmt.Errorf("the payment service says %s", answer.Status)
}
