# frozen_string_literal: true

# Hands on what it is asked to the relay that is imported.
module Exports::Relay
  Far = Imports::Relay

  # A token of the other side's in our own.
  class Token
    attr_reader :far

    def self.of(far) = allocate.tap { |token| token.instance_variable_set(:@far, far) }

    def initialize(text) = @far = Far::Token.new(text)
    def text = far.text
    def close = far.close
  end

  def self.turn(cards) = Far.turn(cards.map { |card| there(card) }).map { |card| here(card) }

  def self.stamp(it)
    stamped = Far.stamp(Far::Pass.new(card: there(it.card), token: it.token.far))
    Pass.new(card: here(stamped.card), token: Token.of(stamped.token))
  rescue Witloom::ResultError => error
    raise Witloom::ResultError.new(here(error.value))
  end

  def self.there(card) = Far::Card.new(**card.to_h)
  def self.here(card) = Card.new(**card.to_h)
end
