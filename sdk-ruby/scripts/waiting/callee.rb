# frozen_string_literal: true

# Functions that take a while.
module Exports::Tasks
  @words = Hash.new { |words, key| words[key] = Queue.new }
  @given_up = 0

  class << self
    attr_reader :given_up

    def now(name) = "#{name} now"

    def nap(name, ms)
      sleep(ms / 1000.0)
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
  end
end

# Functions that pass streams and futures.
module Exports::Flows
  # A number with a handle.
  class Token
    attr_reader :number

    def initialize(number) = @number = number
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

    def hear(word) = "heard #{word.value}"

    def letters
      texts = %w[one two three]
      Envelope.new(texts:, number: -> { texts.size }, note: nil)
    end
  end
end
