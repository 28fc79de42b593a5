# frozen_string_literal: true

# What waits while a C function holds objects that nothing else knows. Each gives `n0`, `n1` and so on.
module Holding
  class << self
    def tasks(n) = Array.new(n) { |i| Witloom.async { sleep(0.001) && "n#{i}" } }.map(&:value)

    def calls(n) = Array.new(n) { |i| Witloom.async { Imports::Work.name(i) } }.map(&:value)

    def array(n) = Array.new(n) { |i| Imports::Work.name(i) }

    def hash(n) = n.times.to_h { |i| [Imports::Work.name(i), i] }.keys

    def sorted(n)
      digits = Array.new(n) { |i| (n - 1 - i).to_s }
      digits.sort_by { |digit| Imports::Work.name(digit.to_i)[1..].to_i }.map { |digit| "n#{digit}" }
    end

    def text(n) = ("x " * n).gsub("x").with_index { |_, i| Imports::Work.name(i) }.split

    def nested(n)
      n.times.each_slice(5).map { |part| part.map { |i| Witloom.async { array(i + 1).last } }.map(&:value) }.flatten
    end

    def enumerator(n)
      inner = Enumerator.new do |y|
        Array.new(n) { |i| Imports::Work.name(i).tap { |name| y << name } }.each { |name| y << name }
      end
      Array.new(n) { inner.next } & Array.new(n) { inner.next }
    end

    def reading(n) = Imports::Work.names(n).map { |name| sleep(0.0001) && name.dup }

    def writing(n) = Imports::Work.upper(n.times.lazy.map { |i| Imports::Work.name(i) }).map(&:downcase)

    # Fibers of the user, which only resume each other.
    def fibers(n)
      all = Array.new(n) do |i|
        Fiber.new { Array.new(3) { |k| Fiber.yield && "n#{i}.#{k}" }.map { |name| name.delete_suffix(".0") }.first }
      end
      4.times.map { all.map { |fiber| fiber.resume(true) } }.last
    end
  end
end

module Exports::Tests
  class << self
    def run(name, n, stress)
      Imports::Work.stress(stress)
      GC.stress = stress
      Holding.public_send(name, n)
    ensure
      GC.stress = false
    end

    def calm(stress)
      GC.stress = stress
      Holding.fibers(10)
    ensure
      GC.stress = false
    end
  end
end
