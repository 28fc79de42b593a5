# frozen_string_literal: true

require "faults"
require "homes"
require "relay"

# What happened to the things of this component.
class Seen
  class << self
    attr_accessor :all
  end

  attr_accessor :calls, :live
  attr_reader :dropped, :numbers

  def initialize
    @calls = 0
    @live = 0
    @dropped = []
    @numbers = []
  end
end

Seen.all = Seen.new

# Things with labels, and functions that hand them around.
module Exports::Things
  class Thing
    attr_reader :text

    def self.merge(a, b) = new("#{a.end_here}+#{b.end_here}")

    def initialize(label)
      Seen.all.live += 1
      @text = label
    end

    def label
      Seen.all.calls += 1
      text
    end

    def rename(label)
      before = @text
      @text = label
      before
    end

    def same_as(other) = equal?(other)

    # Takes a thing that came home out of the count.
    def end_here
      Seen.all.live -= 1
      text
    end

    # Called when somebody else's last handle goes away.
    def close
      Seen.all.live -= 1
      Seen.all.dropped << text
    end
  end

  def self.look(it)
    Seen.all.calls += 1
    it.text
  end

  def self.look_all(all)
    Seen.all.calls += 1
    all.map(&:text)
  end

  def self.take(it)
    Seen.all.calls += 1
    it.end_here
  end

  def self.echo(it) = it

  def self.keep(it) = @kept = it

  def self.kept
    it = @kept
    @kept = nil
    it
  end

  def self.make(labels) = labels.map { |label| Thing.new(label) }

  def self.hold(labels)
    first, *rest = make(labels)
    Holding.new(first:, note: "#{rest.size} more", rest:)
  end

  def self.unhold(all)
    Seen.all.calls += 1
    [all.first, *all.rest].map(&:end_here)
  end

  def self.pack(labels)
    case make(labels)
    in [] then Parcel::Nothing.new
    in [one] then Parcel::One.new(one)
    in [one, two] then Parcel::Two.new([one, two])
    end
  end

  def self.unpack(all)
    case all
    in Parcel::Nothing then []
    in Parcel::One[it] then [it.end_here]
    in Parcel::Two[both] then both.map(&:end_here)
    end
  end

  def self.find(label)
    raise Witloom::ResultError, "no label" if label.empty?

    Thing.new(label)
  end

  def self.exchange(it, fine)
    raise Witloom::ResultError.new(it) unless fine

    it.end_here
  end
end

# Another resource of the same name.
module Exports::Others
  class Thing
    attr_reader :number

    def initialize(number) = @number = number
    def close = Seen.all.numbers << number
  end

  def self.sum(all) = all.sum(&:number)
end

# Maps as large as those of programs.
module Exports::Tables
  def self.turn(ages) = ages.invert
  def self.twice = { "a" => 3, "b" => 2 }
end

# What this component saw of its things.
module Exports::Ledger
  def self.reset = Seen.all = Seen.new
  def self.calls = Seen.all.calls
  def self.live = Seen.all.live
  def self.dropped = Seen.all.dropped
  def self.dropped_numbers = Seen.all.numbers
end
