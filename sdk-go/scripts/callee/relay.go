package main

import (
	"errors"

	"callee/gen/exports/matrix/scripts/relay"
	far "callee/gen/matrix/scripts/relay"
)

func init() { relay.Export(allRelay{}) }

// token is a token of the other side's in our own.
type token struct{ far *far.Token }

func (t token) Text() string { return t.far.Text() }

func (t token) Drop() { t.far.Close() }

// allRelay implements the interface relay by the imported one.
type allRelay struct{}

func (allRelay) NewToken(text string) relay.Token { return token{far.NewToken(text)} }

func (allRelay) Turn(cards []relay.Card) []relay.Card {
	given := make([]far.Card, len(cards))
	for i, card := range cards {
		given[i] = there(card)
	}
	turned := make([]relay.Card, len(cards))
	for i, card := range far.Turn(given) {
		turned[i] = here(card)
	}
	return turned
}

func (allRelay) Stamp(it relay.Pass) (relay.Pass, error) {
	stamped, err := far.Stamp(far.Pass{Card: there(it.Card), Token: it.Token.(token).far})
	var refused far.Card
	if errors.As(err, &refused) {
		return relay.Pass{}, here(refused)
	}
	return relay.Pass{Card: here(stamped.Card), Token: token{stamped.Token}}, err
}

func there(card relay.Card) far.Card {
	return far.Card{Title: card.Title, Tone: far.Tone(card.Tone)}
}

func here(card far.Card) relay.Card {
	return relay.Card{Title: card.Title, Tone: relay.Tone(card.Tone)}
}
