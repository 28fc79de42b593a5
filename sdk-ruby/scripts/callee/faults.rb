# frozen_string_literal: true

# Functions that fail.
module Exports::Faults
  @calls = 0
  @hoarded = []

  class << self
    attr_reader :calls
  end

  def self.parse(text)
    raise FaultError.new(Fault::Empty.new) if text.empty?
    raise FaultError.new(Fault::TooLong.new(text.length)) if text.length > 3

    Integer(text, 10, exception: false) || raise(FaultError.new(Fault::Unknown.new(text)))
  end

  def self.blow_up(text) = raise("boom: #{text}")
  def self.lapse(text) = raise("boom: #{text}")

  def self.small(byte)
    @calls += 1
    byte
  end

  def self.named(name)
    @calls += 1
    name
  end

  def self.spin = loop {}

  def self.flood(lines)
    lines.times { puts "x" * 100 }
  end

  def self.hoard
    loop { @hoarded << ("x" * (1 << 20)) }
  end
end
