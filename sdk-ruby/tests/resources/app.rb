# frozen_string_literal: true

module Exports::Api
  Kv = Imports::Store::Kv

  class Counter
    @closed = 0
    class << self
      attr_accessor :closed

      def merge(a, b) = new(a.count + b.count)
    end

    attr_reader :count

    def initialize(start) = @count = start
    def add(n) = @count += n
    def close = self.class.closed += 1
  end

  class Gate
    CLOSED = []
    def self.closed = CLOSED

    def initialize(code) = @code = code
    def close(code) = @code += code
    def drop = @code
    def close! = CLOSED << @code
  end

  def self.doors
    door = Imports::Store::Door.new("a")
    first = [door.close, door.drop, Imports::Store::Door.count]
    door.close!
    door.close!
    other = Imports::Store::Door.open("b")
    first + [other.close, other.closed? ? 1 : 0]
  ensure
    other.close!
  end

  def self.block
    # Not while files load: compiling them with a collection at every allocation takes minutes.
    GC.stress = true if ENV["STRESS"]
    Kv.open("a") { |kv| kv.get("four") == 4 && kv.get("").nil? ? "ok" : "wrong" }
  end

  def self.closed_twice
    kv = Kv.new("b")
    kv.close
    kv.close
    kv.get("x")
    "used after close"
  rescue Witloom::Error
    "ok"
  end

  def self.given
    kv = Kv.new("c")
    Imports::Store.take(kv)
    kv.closed? ? "ok" : "still open"
  end

  def self.raised
    Kv.open("d") { raise ArgumentError, "inside" }
  rescue ArgumentError => error
    error.message == "inside" ? "ok" : error.message
  end

  def self.forget(n)
    n.times { Kv.new("f") }
    n
  end
end
