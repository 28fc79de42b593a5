# frozen_string_literal: true

# An interface that the other side both exports and imports.
module Relays
  extend Play

  Relay = Imports::Relay
  Card = Relay::Card

  def self.imported_and_exported
    a = Card.new(title: "a", tone: :light)
    b = Card.new(title: "b", tone: :dark)
    expect("turn", Relay.turn([a, b]), [b, a])
    token = Relay::Token.new("x")
    expect("text", token.text, "x")
    stamped = Relay.stamp(Relay::Pass.new(card: a, token:))
    expect("card", stamped.card, a.with(tone: :dark))
    expect("text", stamped.token.text, "x/a")
    untitled = a.with(title: "")
    expect("refused", failed { Relay.stamp(Relay::Pass.new(card: untitled, token: stamped.token)) }, untitled)
  end
end
