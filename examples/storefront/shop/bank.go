package main

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
)

// testBank plays the payment service where `test-bank` is on, so that the shop can be tried alone.
type testBank struct{}

// badCards are refused, by their numbers, for these reasons.
var badCards = map[string]string{
	"4000000000000002": "The bank has declined the card.",
	"4000000000009995": "There is not enough money in the account.",
}

// silentCard is of a bank that can't be reached.
const silentCard = "4000000000000119"

func (testBank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if on, err := setting("test-bank"); err != nil || on != "on" {
		http.NotFound(w, r)
		return
	}
	key, err := setting("payment-key")
	if err != nil || subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+key)) == 0 {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	var wanted payment
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&wanted); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	reason, isBad := badCards[wanted.Card.Number]
	switch {
	case wanted.Card.Number == silentCard:
		w.WriteHeader(http.StatusServiceUnavailable)
	case isBad:
		w.WriteHeader(http.StatusPaymentRequired)
		_ = json.NewEncoder(w).Encode(refusedPayment{reason})
	default:
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]string{"id": "test-" + wanted.Reference})
	}
}
