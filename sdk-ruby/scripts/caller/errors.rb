# frozen_string_literal: true

# Calls that fail.
module Errors
  extend Play

  Faults = Imports::Faults

  def self.declared_error
    expect("seven", Faults.parse("7"), 7)
    expect("empty", failed { Faults.parse("") }, Faults::Fault::Empty.new)
    expect("too long", failed { Faults.parse("12345") }, Faults::Fault::TooLong.new(5))
    expect("unknown", failed { Faults.parse("x") }, Faults::Fault::Unknown.new("x"))
  end

  def self.wrong_type
    before = Faults.calls
    refused("named", "name") { Faults.named(7) }
    refused("named", "name") { Faults.named(nil) }
    refused("small", "byte") { Faults.small("7") }
    expect("calls", Faults.calls, before)
    expect("after", Faults.named("after"), "after")
  end

  def self.out_of_range
    before = Faults.calls
    [256, -1, 1.5].each { |number| refused("small", "byte") { Faults.small(number) } }
    refused("named", "name") { Faults.named("\xff") }
    expect("calls", Faults.calls, before)
    expect("after", Faults.small(255), 255)
  end

  def self.flood
    Faults.flood(20_000)
    expect("after", Faults.named("after"), "after")
  end

  def self.undeclared_error
    Faults.blow_up("seven")
    raise Play::Difference, "went on after the trap"
  end

  def self.undeclared_error_beside_declared
    Faults.lapse("eight")
    raise Play::Difference, "went on after the trap"
  end

  def self.trap_in_the_middle
    expect("first", Faults.named("first"), "first")
    expect("second", Faults.small(2), 2)
    Faults.blow_up("third")
    raise Play::Difference, "went on after the trap"
  end

  def self.hang = Faults.spin

  def self.hoard = Faults.hoard
end
