package main

import (
	"errors"

	"caller/gen/matrix/scripts/relay"
)

func init() { played["imported-and-exported"] = importedAndExported }

func importedAndExported() {
	a, b := relay.Card{Title: "a", Tone: relay.ToneLight}, relay.Card{Title: "b", Tone: relay.ToneDark}
	expect("turn", relay.Turn([]relay.Card{a, b}), []relay.Card{b, a})
	token := relay.NewToken("x")
	expect("text", token.Text(), "x")
	stamped, err := relay.Stamp(relay.Pass{Card: a, Token: token})
	expect("fine", err, nil)
	expect("card", stamped.Card, relay.Card{Title: "a", Tone: relay.ToneDark})
	expect("text", stamped.Token.Text(), "x/a")
	_, err = relay.Stamp(relay.Pass{Card: relay.Card{}, Token: stamped.Token})
	var refused relay.Card
	expect("refused", errors.As(err, &refused), true)
	expect("card", refused, relay.Card{})
}
