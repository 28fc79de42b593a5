# frozen_string_literal: true

require "timeout"
require "stringio"

Work = Imports::Work

# What callers of async functions do. Each answers with what it saw.
module Scenarios
  class << self
    def at_once = Work.label("a", 0)

    def suspended = Work.label("héllo", 5)

    def many_parameters = Work.wide("a", %w[b c], 2**40, 1.5, nil).inspect

    def nothing = Work.silent.inspect

    def results
      good = [Work.checked(2), Work.checked(3)].map { |pair| "#{pair.key}=#{pair.value}" }
      bad = [10, 11].map do |n|
        Work.checked(n)
      rescue Witloom::ResultError => e
        e.value
      end
      "#{good} #{bad}"
    end

    def interleaved
      parts = [["slow", 30], ["fast", 10], ["now", 0]].map { |name, ms| Witloom.async { Work.label(name, ms) } }
      "#{parts.map(&:value)} #{Work.journal}"
    end

    def rendezvous
      heard = %w[x y z].map { |name| Witloom.async { Work.wait(name) } }
      sleep 0.005
      "#{Work.ring("bell")} #{heard.map(&:value)}"
    end

    def methods
      counter = Work::Counter.new(1)
      sums = Array.new(3) { |i| Witloom.async { counter.add(i + 1) } }.map(&:value)
      made = Work::Counter.make(40)
      "#{sums} #{counter.value} #{made.add(2)}".tap { made.close }
    end

    def handles
      counter = Work::Counter.new(7)
      seen = Witloom.async { Work.peek(counter, 5) }
      taken = Witloom.async { Work.take(Work::Counter.new(8), 5) }
      "#{seen.value} #{taken.value} #{counter.value}"
    end

    def cancelled
      error = begin
        Timeout.timeout(0.01) { Work.label("long", 10_000) }
      rescue Timeout::Error => e
        e
      end
      sleep 0.002
      "#{error.class} #{Work.journal}"
    end

    def stubborn
      Timeout.timeout(0.005) { Work.stubborn(20) }
    rescue Timeout::Error => e
      "#{e.class} #{Work.label("next", 0)}"
    end

    def cancelled_family
      Timeout.timeout(0.01) { Work.family(2) }
    rescue Timeout::Error
      Work.journal.inspect
    end

    def cancelled_promise
      promise = Witloom.async { Work.label("promised", 10_000) }
      sleep 0.005
      promise.cancel
      outcome = begin
        promise.value
      rescue Witloom::Cancelled
        "cancelled"
      end
      "#{outcome} #{Work.given_up}"
    end

    def raised
      fiber = Fiber.schedule do
        Work.label("raised", 10_000)
      rescue ArgumentError => e
        Work.label(e.message, 0)
      end
      killed = Fiber.schedule { Work.label("killed", 10_000) }
      sleep 0.003
      fiber.raise(ArgumentError, "rescued")
      killed.kill
      sleep 0.003
      Work.journal.inspect
    end

    def bytes
      whole = Work.upper("one ")
      chunks = Work.upper(%w[two three])
      written = Work.upper(->(out) { 3.times { |i| out << "part #{i} " } })
      file = Work.upper(StringIO.new("four\nfive\n"))
      [whole.read, chunks.to_a.join, written.read(6), written.readpartial(1), written.read, file.gets, file.read,
       file.read(1), file.eof?].inspect
    end

    def large
      size = 3_000_000
      text = "abcdefg\n" * (size / 8)
      through = Work.upper([text, text])
      sum = through.sum { |part| part.sum(32) }
      "#{through.closed?} #{sum == (text.upcase.sum(32) * 2)}"
    end

    def lines
      Work.lines("one\ntwo\nthree").to_a.inspect
    end

    def numbers
      "#{Work.total((1..1000).each)} #{Work.total([5] * 100_000)} #{Work.total([])}"
    end

    def records
      pair = Imports::Types::Pair
      got = Work.pairs([pair.new(key: "a", value: 1), pair.new(key: "b", value: 2)])
      got.map { |each| "#{each.key}#{each.value}" }.inspect
    end

    def objects
      got = Work.counters(3).map { |counter| counter.add(10).tap { counter.close } }
      sleep 0.001
      "#{got} #{Work.journal}"
    end

    def units = Work.ticks(5).to_a.inspect

    def reader_leaves
      stream = Work.endless
      seen = stream.first(3)
      more = stream.read(1)
      stream.close
      sleep 0.002
      "#{seen} #{more} #{stream.closed?} #{Work.journal.last}"
    end

    def callee_leaves
      ended = false
      parts = Enumerator.new do |out|
        (1..).each { |i| out << "n#{i}" }
      ensure
        ended = true
      end
      first = Work.first(parts, 2)
      sleep 0.002
      "#{first} #{ended}"
    end

    def forwarded
      first = Work.upper("through two")
      Work.upper(first).read
    end

    def futures
      early = Work.relay("now")
      late = Work.relay(-> { sleep 0.005 and "later" })
      promised = Work.relay(Witloom.async { Work.label("promised", 1) })
      outcomes = [Work.later(0).value, Work.later(5).value].map { |result| result.deconstruct[0] }
      [early.value, late.value, late.value, promised.value, outcomes].inspect
    end

    def unread
      Work.later(3).close
      Work.relay("nobody asks")
      GC.start
      Work.label("still here", 5)
    end

    def nested
      bundle = Imports::Types::Bundle
      got = Work.pack(bundle.new(name: "x", data: "abc", done: -> { 21 }))
      none = Work.pack(bundle.new(name: "y", data: [], done: nil))
      [got.name, got.data.read, got.done.value, none.data.read, none.done].inspect
    end

    def deeply_nested
      number, bytes = Work.maybe(%w[a b])
      error = begin
        Work.maybe(nil)
      rescue Witloom::ResultError => e
        e.value.value
      end
      [Work.many(3).map(&:read), number, bytes.read, error].inspect
    end

    def within_enumerator
      numbers = Enumerator.new { |out| 3.times { |i| out << Work.label("e#{i}", 1) } }
      [numbers.next, numbers.next].inspect
    end

    def within_blocks
      log = []
      found = catch(:found) do
        [3, 1, 2].sort_by { |x| Work.label("s", 1) and x }.each { |x| x == 2 ? throw(:found, x) : log << x }
      ensure
        sleep 0.001
        log << :ensured
      end
      deep = ->(n) { n == 0 ? Work.label("deep", 1).size : deep.(n - 1) }
      "#{log} #{found} #{deep.(300)}"
    end

    def locks
      lock = Mutex.new
      log = []
      parts = Array.new(2) { |i| Witloom.async { lock.synchronize { log << "in#{i}" and sleep 0.002 and log << "out#{i}" } } }
      parts.each(&:value)
      ready = ConditionVariable.new
      value = nil
      Fiber.schedule { sleep 0.002 and lock.synchronize { value = 7 and ready.signal } }
      lock.synchronize { ready.wait(lock) until value }
      "#{log} #{value} #{Queue.new.pop(timeout: 0.002).inspect}"
    end

    def under_gc_stress
      GC.stress = true
      [Work.label("g", 1), Work.wide("a", %w[b c], 1, 2.0, "e").size, Work.upper(["xy"] * 3).read,
       Work.relay(-> { "f" }).value].inspect
    ensure
      GC.stress = false
    end

    def refused
      [-> { Work.label(1, 2) }, -> { Work.upper(7) }, -> { Work.wide("a", ["b", 3], 1, 1.0, nil) }].map do |call|
        call.call
      rescue TypeError => e
        e.message
      end.join("; ")
    end

    def unheard
      Witloom.async { raise "nobody asked" }
      Work.label("meanwhile", 1)
    end

    def middle = Work.fail("middle").read

    def before = Work.fail("before")

    def calm_stream = Work.count(3)
  end
end

module Exports::Tests
  def self.run(name) = Scenarios.public_send(name)

  def self.calm(name)
    case name
    when "ready" then Work.label("a", 0)
    when "waiting" then Work.label("a", 10)
    when "stream" then Work.upper("a")
    when "schedule" then Fiber.schedule { 1 }
    end
  rescue Witloom::Error, NoMethodError => e
    "#{e.class}: #{e.message}"
  end

  # So many tasks one after another and some at once, with a stream in each.
  def self.tasks(n)
    n.times { |i| Work.label("t", i % 10 == 0 ? 1 : 0) }
    Array.new(50) { Witloom.async { Work.upper("some text").read.size } }.sum(&:value)
  end
end
