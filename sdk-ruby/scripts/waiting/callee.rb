# frozen_string_literal: true

# Functions that take a while.
module Exports::Tasks
  @words = Hash.new { |words, key| words[key] = Queue.new }
  @given_up = 0
  @seen = []

  class << self
    attr_reader :given_up

    def now(name) = "#{name} now"

    def nap(name, ms)
      @seen << "#{name} began"
      sleep(ms / 1000.0)
      @seen << "#{name} ended"
      "#{name} after #{ms}"
    rescue Witloom::Cancelled
      @given_up += 1
      raise
    end

    def meet(key) = @words[key].pop

    def arrive(key, word) = @words[key] << word

    def half(number)
      return number / 2 if number.even?

      sleep 0.001
      raise Witloom::ResultError, "#{number} is odd"
    end

    def explode(text)
      sleep 0.001
      raise "boom: #{text}"
    end

    def double(number) = number * 2

    def stubborn(name, ms)
      @seen << "#{name} began"
      over = Process.clock_gettime(Process::CLOCK_MONOTONIC) + (ms / 1000.0)
      begin
        rest = over - Process.clock_gettime(Process::CLOCK_MONOTONIC)
        sleep(rest) if rest.positive?
      rescue Witloom::Cancelled
        retry
      end
      @seen << "#{name} ended"
      "#{name} after #{ms}"
    end

    def remind(word, ms)
      Fiber.schedule do
        sleep(ms / 1000.0)
        @seen << word
      end
      nil
    end

    def explode_later(text, ms)
      Fiber.schedule do
        sleep(ms / 1000.0)
        raise "boom: #{text}"
      end
      nil
    end

    def seen = @seen.slice!(0..)
  end
end

# Functions that pass streams and futures.
module Exports::Flows
  # A number with a handle.
  class Token
    attr_reader :number

    def initialize(number) = @number = number

    def number_later(ms)
      sleep(ms / 1000.0)
      @number
    end

    def self.later(number, ms)
      sleep(ms / 1000.0)
      new(number)
    end
  end

  BYTES = (0..255).to_a.pack("C*").freeze
  # What `tr` makes of each byte: the next one.
  FROM = "\x00-\xff".b.freeze
  TO = "\x01-\xff\x00".b.freeze

  @left = 0

  class << self
    attr_reader :left

    def bump(bytes) = bytes.lazy.map { |part| part.tr(FROM, TO) }

    def total(bytes) = bytes.sum { |part| part.sum(0) }

    def count(bytes)
      whole = BYTES * 256
      ->(out) { 0.step(bytes - 1, whole.bytesize) { |at| out << whole.byteslice(0, bytes - at) } }
    end

    def shout(texts) = texts.lazy.map { |text| "#{text}!" }

    def mirror(points) = points.lazy.map { |point| point.with(x: -point.x) }

    def tokens(count) = Array.new(count) { |number| Token.new(number) }

    def collect(tokens) = tokens.sum(&:number)

    def odd(tokens) = tokens.lazy.select { |token| token.number.odd? }

    def first(numbers, count) = numbers.first(count).tap { numbers.close }

    def endless
      Enumerator.new do |numbers|
        (0..).each { |number| numbers << number }
      ensure
        @left += 1
      end
    end

    def later(word, ms)
      lambda do
        sleep(ms / 1000.0)
        word
      end
    end

    def break_off(count)
      Enumerator.new do |numbers|
        count.times { |number| numbers << number }
        raise "boom: #{count}"
      end
    end

    def lines(count, fail)
      over = Queue.new
      texts = lambda do |out|
        count.times { |number| out << "line #{number}" }
        over << (fail ? Witloom::Err.new("no line #{count}") : Witloom::Ok.new(nil))
      end
      [texts, -> { over.pop }]
    end

    def hear(word) = "heard #{word.value}"

    def ignore(word) = word.close

    def letters
      texts = %w[one two three]
      Envelope.new(texts:, number: -> { texts.size }, note: nil)
    end
  end
end
