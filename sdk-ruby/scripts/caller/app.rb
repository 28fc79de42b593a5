# frozen_string_literal: true

require "play"
require "errors"
require "homes"
require "relay"
require "resources"
require "tables"

# Plays scenarios by their name.
module Exports::Scenarios
  def self.play(scenario)
    name = scenario.tr("-", "_")
    player = [Resources, Homes, Relays, Tables, Errors].find { |mod| mod.respond_to?(name) }
    raise Witloom::ResultError, "unknown scenario `#{scenario}`" unless player

    Imports::Ledger.reset
    player.public_send(name)
  rescue Play::Difference => difference
    raise Witloom::ResultError, difference.message
  end
end
