# frozen_string_literal: true

module Exports::Work
  class Counter
    attr_reader :value

    def initialize(start) = @value = start

    def self.make(start)
      sleep 0.002
      new(start)
    end

    def add(n)
      before = @value
      sleep 0.002
      @value = before + n
    end

    def close = Exports::Work.note("closed #{@value}")
  end

  BELLS = Queue.new
  NOTES = []

  class << self
    def note(text) = NOTES << text

    def label(name, ms)
      note("begin #{name}")
      sleep ms / 1000.0 if ms > 0
      note("end #{name}")
      "#{name} after #{ms} ms"
    ensure
      note("left #{name}")
    end

    def wide(a, b, c, d, e)
      sleep 0.001
      [a, *b, c.to_s, d.to_s, e.inspect]
    end

    def checked(n)
      sleep 0.001 if n.odd?
      raise Witloom::ResultError, "#{n} is too much" if n > 9

      Pair.new(key: "k#{n}", value: n)
    end

    def silent = sleep(0.001)

    def wait(name) = "#{name} heard #{BELLS.pop}"

    def ring(name)
      waiting = BELLS.num_waiting
      waiting.times { |i| BELLS << "#{name}#{i}" }
      waiting
    end

    def stubborn(ms)
      sleep ms / 1000.0
      "never mind"
    rescue Witloom::Cancelled
      sleep ms / 1000.0
      "did it nevertheless"
    end

    def take(counter, ms)
      sleep ms / 1000.0
      counter.value
    end

    def peek(counter, ms)
      sleep ms / 1000.0
      counter.value
    end

    def family(n) = Array.new(n) { |i| Witloom.async { label("child #{i}", 10_000) } }.each(&:value)

    def given_up = NOTES.count { |note| note.start_with?("left") } - NOTES.count { |note| note.start_with?("end") }

    def journal = NOTES.dup.tap { NOTES.clear }

    def upper(input) = input.lazy.map(&:upcase)

    def lines(input) = input.each_line(chomp: true)

    def count(to)
      1..to
    end

    def total(input) = input.sum

    def pairs(input)
      ->(out) { input.each { |pair| out << Pair.new(key: pair.key.upcase, value: pair.value + 1) } }
    end

    def counters(n) = Array.new(n) { |i| Counter.new(i) }

    def ticks(n) = Array.new(n)

    def endless
      Enumerator.new do |out|
        (1..).each { |i| out << "part #{i}" }
      ensure
        note("endless is over")
      end
    end

    def first(input, n)
      input.first(n)
    ensure
      input.close
    end

    def relay(input) = -> { "relayed: #{input.value}" }

    def later(ms)
      lambda do
        sleep ms / 1000.0
        ms == 0 ? Witloom::Err.new("at once") : Witloom::Ok.new(ms)
      end
    end

    def pack(input)
      input.with(name: input.name.upcase, data: input.data.each_slice(1).map { |part| part.join.reverse },
                 done: input.done && -> { input.done.value * 2 })
    end

    def many(n) = Array.new(n) { |i| "stream #{i}" }

    def maybe(input)
      raise Witloom::ResultError, -> { "nothing came" } unless input

      [7, input.lazy.map { |text| "<#{text}>" }]
    end

    def fail(how)
      raise "broken before the result" if how == "before"

      Enumerator.new do |out|
        out << "a little"
        sleep 0.001
        raise "broken in the middle"
      end
    end
  end
end
