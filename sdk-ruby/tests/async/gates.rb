# frozen_string_literal: true

require "timeout"

# Cancels a call that never started.
module Exports::Scenarios
  Gate = Imports::Gate

  def self.play(_scenario)
    ticket = Gate::Ticket.new(7)
    Gate.shut
    before = begin
      Timeout.timeout(0.005) { Gate.pass(ticket) }
    rescue Timeout::Error => error
      "#{error.class}, passed #{Gate.passed}, ticket #{ticket.number}"
    end
    Gate.open
    number = Gate.pass(ticket)
    "#{before}; #{number}, passed #{Gate.passed}"
  end
end
