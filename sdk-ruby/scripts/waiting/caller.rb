# frozen_string_literal: true

require "timeout"

# Scenarios of the other side's tasks and streams.
module Scenes
  # What a scenario raises when something differs.
  class Difference < StandardError; end

  Tasks = Imports::Tasks
  Flows = Imports::Flows

  class << self
    def expect(what, got, want)
      raise Difference, "#{what}: expected #{want.inspect}, got #{got.inspect}" unless got == want
    end

    def returns_at_once = expect("now", Tasks.now("a"), "a now")

    def waits = expect("nap", Tasks.nap("a", 5), "a after 5")

    def two_at_once
      order = []
      calls = { "slow" => 60, "fast" => 5 }.map do |name, ms|
        Witloom.async { Tasks.nap(name, ms).tap { order << name } }
      end
      expect("values", calls.map(&:value), ["slow after 60", "fast after 5"])
      expect("order", order, %w[fast slow])
    end

    def rendezvous
      met = Witloom.async { Tasks.meet("first") }
      sleep 0.002
      Tasks.arrive("first", "hello")
      expect("meet before arrive", met.value, "hello")
      Tasks.arrive("second", "early")
      expect("arrive before meet", Tasks.meet("second"), "early")
    end

    def declared_error_after_waiting
      expect("half of 8", Tasks.half(8), 4)
      Tasks.half(7)
      raise Difference, "half of 7: nothing was raised"
    rescue Witloom::ResultError => error
      expect("half of 7", error.value, "7 is odd")
    end

    def cancelled_while_it_waits
      before = Tasks.given_up
      begin
        Timeout.timeout(0.02) { Tasks.nap("long", 60_000) }
        raise Difference, "nothing was cancelled"
      rescue Timeout::Error
        expect("given up", Tasks.given_up, before + 1)
      end
      expect("after it", Tasks.nap("b", 1), "b after 1")
    end

    def synchronous_beside
      nap = Witloom.async { Tasks.nap("a", 20) }
      sleep 0.001
      expect("double", Tasks.double(21), 42)
      expect("under way", nap.over?, false)
      expect("nap", nap.value, "a after 20")
    end

    def a_thousand
      naps = Array.new(1000) { |i| Witloom.async { Tasks.nap("t#{i}", 1 + (i % 5)) } }
      naps.each_with_index { |nap, i| expect("nap #{i}", nap.value, "t#{i} after #{1 + (i % 5)}") }
    end

    def trap_in_one_of_many
      Array.new(3) { |i| Witloom.async { Tasks.nap("other #{i}", 1000) } }
      expect("first", Tasks.now("first"), "first now")
      expect("second", Tasks.double(2), 4)
      Tasks.explode("third")
      raise Difference, "went on after the trap"
    end

    def bytes_there_and_back
      expect("bytes", Flows.bump("\x00\x01\xfe\xff".b).read, "\x01\x02\xff\x00".b)
      expect("parts", Flows.bump(["abc", "", "de"]).read, "bcdef")
      expect("total", Flows.total("\x01\x02\xff".b), 258)
    end

    def bytes_one_by_one
      back = Flows.bump(->(out) { 300.times { |i| out << [i & 255].pack("C") } })
      300.times { |i| expect("byte #{i}", back.read(1), [(i + 1) & 255].pack("C")) }
      expect("end", back.read(1), nil)
    end

    def bytes_by_the_megabyte
      part = [*0..255].pack("C*") * 4096
      expect("total", Flows.total([part] * 4), 4 * part.sum(0))
      size = sum = 0
      Flows.count((3 << 20) + 7).each do |bytes|
        size += bytes.bytesize
        sum += bytes.sum(0)
      end
      expect("count", [size, sum], [(3 << 20) + 7, (3 * part.sum(0)) + 21])
    end

    def nothing_in_a_stream
      expect("bump", Flows.bump("").read, "")
      expect("total", Flows.total([]), 0)
      expect("shout", Flows.shout([]).to_a, [])
      expect("count", Flows.count(0).read(1), nil)
    end

    def texts
      expect("texts", Flows.shout(["a", "", "é€😀", "long " * 5000]).to_a, ["a!", "!", "é€😀!", "#{"long " * 5000}!"])
    end

    def records
      point = Flows::Point
      given = Array.new(200) { |i| point.new(x: i - 100, name: "p#{i}") }
      expect("points", Flows.mirror(given).to_a, given.map { |each| each.with(x: -each.x) })
    end

    def handles
      numbers = Flows.tokens(5).map { |token| token.number.tap { token.close } }
      expect("tokens", numbers, [0, 1, 2, 3, 4])
      tokens = [4, 5, 6].map { |number| Flows::Token.new(number) }
      expect("collect", Flows.collect(tokens), 15)
      expect("given away", tokens.map(&:closed?), [true, true, true])
    end

    def the_reader_leaves
      before = Flows.left
      numbers = Flows.endless
      expect("first", numbers.first(5), [0, 1, 2, 3, 4])
      numbers.close
      200.times { Flows.left == before ? sleep(0.005) : break }
      expect("left", Flows.left, before + 1)
    end

    def future_that_comes_later
      word = Flows.later("word", 5)
      expect("word", [word.value, word.value], %w[word word])
    end

    def future_of_the_caller
      late = lambda do
        sleep 0.005
        "late"
      end
      expect("hear", ["now", late].map { |word| Flows.hear(word) }, ["heard now", "heard late"])
    end

    def future_nobody_reads
      Flows.later("closed", 2).close
      Flows.later("forgotten", 1)
      expect("after it", Tasks.nap("a", 10), "a after 10")
    end

    def inside_of_a_record
      envelope = Flows.letters
      texts = envelope.texts.to_a
      expect("texts", texts.size, 3)
      expect("number", envelope.number.value, 3)
    end
  end
end

# Plays scenarios by their name.
module Exports::Scenarios
  def self.play(scenario)
    name = scenario.tr("-", "_")
    raise Witloom::ResultError, "unknown scenario `#{scenario}`" unless Scenes.respond_to?(name)

    Scenes.public_send(name)
  rescue Scenes::Difference => difference
    raise Witloom::ResultError, difference.message
  end
end
