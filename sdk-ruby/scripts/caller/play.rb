# frozen_string_literal: true

# How scenarios compare what they see.
module Play
  # What a scenario raises when something differs.
  class Difference < StandardError; end

  # Ends the scenario unless both are the same.
  def expect(what, got, want)
    raise Difference, "#{what}: expected #{want.inspect}, got #{got.inspect}" unless got == want
  end

  # Expects the block to raise a message that has all of these parts.
  def refused(*parts)
    yield
  rescue Witloom::Error, TypeError => error
    parts.each { |part| expect("#{error.message.inspect} says #{part.inspect}", error.message.include?(part), true) }
  else
    raise Difference, "nothing was raised"
  end

  # The payload of the error that the block's call declares and raises.
  def failed
    yield
  rescue Witloom::ResultError => error
    error.value
  else
    raise Difference, "nothing was raised"
  end

  # Expects the ledger of the other side to say this.
  def saw(live, *dropped)
    expect("live", Imports::Ledger.live, live)
    expect("dropped", Imports::Ledger.dropped, dropped)
  end
end
