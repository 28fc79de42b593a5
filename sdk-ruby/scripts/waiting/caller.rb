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

    # Looks until it finds what it waits for.
    def soon
      200.times { yield ? break : sleep(0.005) }
    end

    def returns_at_once = expect("now", Tasks.now("a"), "a now")

    def waits = expect("nap", Tasks.nap("a", 5), "a after 5")

    def two_at_once
      Tasks.seen
      order = []
      calls = { "slow" => 60, "fast" => 5 }.map do |name, ms|
        Witloom.async { Tasks.nap(name, ms).tap { order << name } }
      end
      expect("values", calls.map(&:value), ["slow after 60", "fast after 5"])
      expect("order", order, %w[fast slow])
      expect("order over there", Tasks.seen, ["slow began", "fast began", "fast ended", "slow ended"])
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

    def cancelled_before_it_starts
      Tasks.seen
      nap = Witloom.async do
        sleep 0.005
        Tasks.nap("never", 0)
      end
      nap.cancel
      expect("next", Tasks.nap("next", 10), "next after 10")
      expect("seen", Tasks.seen, ["next began", "next ended"])
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

    def cancelled_in_vain
      Tasks.seen
      begin
        Timeout.timeout(0.005) { Tasks.stubborn("deaf", 50) }
        raise Difference, "there was no timeout"
      rescue Timeout::Error
        expect("seen", Tasks.seen, ["deaf began", "deaf ended"])
      end
      expect("after it", Tasks.now("still"), "still now")
    end

    def cancelled_when_over
      before = Tasks.given_up
      nap = Witloom.async { Tasks.nap("over", 1) }
      expect("nap", nap.value, "over after 1")
      nap.cancel
      expect("nap again", nap.value, "over after 1")
      expect("given up", Tasks.given_up, before)
      expect("after it", Tasks.now("still"), "still now")
    end

    def synchronous_beside
      nap = Witloom.async { Tasks.nap("a", 20) }
      sleep 0.001
      expect("double", Tasks.double(21), 42)
      expect("under way", nap.over?, false)
      expect("nap", nap.value, "a after 20")
    end

    def work_after_the_result
      Tasks.seen
      Tasks.remind("milk", 50)
      seen = Tasks.seen
      expect("at once", seen, [])
      soon { seen.concat(Tasks.seen).any? }
      expect("later", seen, ["milk"])
    end

    def a_thousand
      naps = Array.new(1000) { |i| Witloom.async { Tasks.nap("t#{i}", 1 + (i % 5)) } }
      naps.each_with_index { |nap, i| expect("nap #{i}", nap.value, "t#{i} after #{1 + (i % 5)}") }
    end

    def ten_thousand_in_turn
      Tasks.seen
      10_000.times do |i|
        if (i % 10).zero?
          expect("nap", Tasks.nap("n#{i}", 0), "n#{i} after 0")
        else
          expect("now", Tasks.now("n#{i}"), "n#{i} now")
        end
      end
      expect("seen", Tasks.seen.size, 2_000)
    end

    def trap_in_one_of_many
      Array.new(3) { |i| Witloom.async { Tasks.nap("other #{i}", 1000) } }
      expect("first", Tasks.now("first"), "first now")
      expect("second", Tasks.double(2), 4)
      Tasks.explode("third")
      raise Difference, "went on after the trap"
    end

    def trap_after_the_result
      Tasks.explode_later("late", 5)
      Tasks.nap("other", 1000)
    end

    def bytes_there_and_back
      expect("bytes", Flows.bump("\x00\x01\xfe\xff".b).read, "\x01\x02\xff\x00".b)
      expect("parts", Flows.bump(["abc", "", "de"]).read, "bcdef")
      expect("total", Flows.total("\x01\x02\xff".b), 258)
      every = [*0..255].pack("C*")
      expect("count", Flows.count(300).read, every + every.byteslice(0, 44))
    end

    # Passes bytes there and back in pieces of a size, on both ways.
    def in_chunks_of(size, length)
      data = ([*0..255].pack("C*") * ((length / 256) + 1)).byteslice(0, length)
      pieces = ->(out) { (0...length).step(size) { |at| out << data.byteslice(at, size) } }
      bumped = Flows.bump(pieces)
      back = "".b
      while (piece = bumped.read(size))
        expect("size", piece.bytesize <= size, true)
        back << piece
      end
      expect("length", back.bytesize, length)
      expect("every byte", back == data.tr("\x00-\xff".b, "\x01-\xff\x00".b), true)
      expect("total", Flows.total(pieces), data.sum(0))
    end

    def chunks_of_1 = in_chunks_of(1, 300)

    def chunks_of_7 = in_chunks_of(7, 1000)

    def chunks_of_a_mebibyte = in_chunks_of(1 << 20, (2 << 20) + 5)

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

    def handles_there_and_back
      odd = Flows.odd([1, 2, 3, 4, 5].map { |number| Flows::Token.new(number) }).to_a
      expect("odd", odd.map(&:number), [1, 3, 5])
      expect("sum", Flows.collect(odd), 9)
    end

    def handles_after_their_stream
      token = Flows::Token.new(3)
      expect("sum", Flows.collect([token]), 3)
      begin
        token.number
        raise Difference, "a method: nothing was raised"
      rescue Witloom::HandleError => error
        expect("a method", error.message.include?("given away"), true)
      end
    end

    def methods_that_wait
      token = Flows::Token.later(7, 5)
      later = [10, 1].map { |ms| Witloom.async { token.number_later(ms) } }
      expect("numbers", [token.number, *later.map(&:value)], [7, 7, 7])
      token.close
    end

    def the_writer_ends_early
      numbers = Flows.count(5)
      got = "".b
      while (piece = numbers.read(100))
        got << piece
      end
      expect("read", got, "\x00\x01\x02\x03\x04".b)
      expect("first", Flows.first([7, 8], 5), [7, 8])
    end

    # They take turns.
    def two_readers
      gate = Queue.new
      bumped = Flows.bump(->(out) { 2.times { out << gate.pop } })
      both = Array.new(2) { Witloom.async { bumped.readpartial(1) } }
      sleep 0.001
      ["a", "b"].each { |part| gate << part }
      expect("both", both.map(&:value).sort, %w[b c])
    end

    def the_reader_leaves
      before = Flows.left
      numbers = Flows.endless
      expect("first", numbers.first(5), [0, 1, 2, 3, 4])
      numbers.close
      soon { Flows.left > before }
      expect("left", Flows.left, before + 1)
    end

    def the_callee_leaves
      left = false
      endless = Enumerator.new do |numbers|
        (0..).each { |number| numbers << number }
      ensure
        left = true
      end
      expect("first", Flows.first(endless, 3), [0, 1, 2])
      soon { left }
      expect("left", left, true)
    end

    def error_beside_a_stream
      texts, over = Flows.lines(3, true)
      expect("texts", texts.to_a, ["line 0", "line 1", "line 2"])
      expect("end", over.value, Witloom::Err.new("no line 3"))
      whole, well = Flows.lines(1, false)
      expect("whole", whole.to_a, ["line 0"])
      expect("well", well.value, Witloom::Ok.new(nil))
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

    def future_the_callee_drops
      Flows.ignore(
        lambda do
          sleep 0.005
          "unheard"
        end
      )
      expect("after it", Tasks.nap("still", 20), "still after 20")
    end

    def inside_of_a_record
      envelope = Flows.letters
      texts = envelope.texts.to_a
      expect("texts", texts, %w[one two three])
      expect("number", envelope.number.value, 3)
    end

    def trap_in_the_middle_of_a_stream = Flows.break_off(3).to_a
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
