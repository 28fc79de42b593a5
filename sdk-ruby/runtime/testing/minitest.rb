# frozen_string_literal: true

# The everyday part of minitest, for components that don't have the gem in `vendor/`.
module Minitest
  # A test found something else than it expects.
  class Assertion < StandardError; end

  # A test was left out.
  class Skip < Assertion; end

  # What tests say about values.
  module Assertions
    attr_accessor :assertions

    def assert(test, message = nil)
      self.assertions = assertions.to_i + 1
      raise Assertion, (message.respond_to?(:call) ? message.call : message) || "Expected #{test.inspect} to be truthy." unless test

      true
    end

    def refute(test, message = nil) = assert(!test, message || "Expected #{test.inspect} to not be truthy.")

    def flunk(message = "Epic Fail!") = assert(false, message)

    def pass(_message = nil) = assert(true)

    def skip(message = "Skipped, no message given") = raise(Skip, message)

    def assert_equal(expected, actual, message = nil)
      refute_nil(expected, "Use assert_nil if expecting nil.") if expected.nil?
      assert expected == actual, text(message) { "Expected: #{expected.inspect}\n  Actual: #{actual.inspect}" }
    end

    def refute_equal(expected, actual, message = nil)
      refute expected == actual, text(message) { "Expected #{actual.inspect} to not be equal to #{expected.inspect}." }
    end

    def assert_nil(value, message = nil) = assert(value.nil?, text(message) { "Expected #{value.inspect} to be nil." })

    def refute_nil(value, message = nil) = refute(value.nil?, text(message) { "Expected #{value.inspect} to not be nil." })

    def assert_same(expected, actual, message = nil)
      assert expected.equal?(actual), text(message) { "Expected #{actual.inspect} to be the same as #{expected.inspect}." }
    end

    def refute_same(expected, actual, message = nil)
      refute expected.equal?(actual), text(message) { "Expected #{actual.inspect} to not be the same as #{expected.inspect}." }
    end

    def assert_in_delta(expected, actual, delta = 0.001, message = nil)
      distance = (expected - actual).abs
      assert distance <= delta, text(message) { "Expected |#{expected} - #{actual}| (#{distance}) to be <= #{delta}." }
    end

    def assert_match(pattern, value, message = nil)
      pattern = Regexp.new(Regexp.escape(pattern)) if pattern.is_a?(String)
      assert pattern =~ value, text(message) { "Expected #{pattern.inspect} to match #{value.inspect}." }
      Regexp.last_match
    end

    def refute_match(pattern, value, message = nil)
      refute pattern =~ value, text(message) { "Expected #{pattern.inspect} to not match #{value.inspect}." }
    end

    def assert_raises(*classes)
      message = classes.pop if classes.last.is_a?(String)
      classes << StandardError if classes.empty?
      begin
        yield
      rescue *classes => error
        pass
        return error
      rescue Assertion
        raise
      rescue StandardError, ScriptError => error
        flunk(text(message) { "#{classes.inspect} exception expected, not #{error.class}: #{error.message}" })
      end
      flunk(text(message) { "#{classes.map(&:to_s).join(", ")} expected but nothing was raised." })
    end

    def assert_throws(symbol, message = nil)
      thrown = true
      value = catch(symbol) { yield.tap { thrown = false } }
      assert thrown, text(message) { "Expected #{symbol.inspect} to have been thrown." }
      value
    end

    def assert_output(stdout = nil, stderr = nil, &)
      out, err = capture_io(&)
      [[stdout, out], [stderr, err]].each do |expected, actual|
        expected.is_a?(Regexp) ? assert_match(expected, actual) : expected && assert_equal(expected, actual)
      end
      true
    end

    def assert_silent(&) = assert_output("", "", &)

    def capture_io
      require "stringio"
      before = [$stdout, $stderr]
      $stdout, $stderr = StringIO.new, StringIO.new
      yield
      [$stdout.string, $stderr.string]
    ensure
      $stdout, $stderr = before
    end

    # `assert_empty list`, `refute_includes list, 3`: a question to an object, and how a failure reads.
    {
      empty: [:empty?, "be empty"], includes: [:include?, "include"], instance_of: [:instance_of?, "be an instance of", true],
      kind_of: [:kind_of?, "be a kind of", true], respond_to: [:respond_to?, "respond to"]
    }.each do |name, (question, words, is_class_first)|
      [["assert", true, ""], ["refute", false, "not "]].each do |verb, wanted, negation|
        define_method("#{verb}_#{name}") do |*values, &_block|
          object, *arguments = is_class_first ? values.first(2).reverse : values
          arguments, message = question == :empty? ? [[], arguments.first] : [arguments.first(1), values[2]]
          object_text = [object, *arguments].map(&:inspect)
          answer = object.public_send(question, *arguments) ? true : false
          assert answer == wanted, text(message) { "Expected #{object_text[0]} to #{negation}#{[words, *object_text[1..]].join(" ")}." }
        end
      end
    end

    def assert_operator(left, operator, right = (none = true), message = nil)
      return assert_predicate(left, operator, message) if none

      assert left.public_send(operator, right), text(message) { "Expected #{left.inspect} to be #{operator} #{right.inspect}." }
    end

    def refute_operator(left, operator, right, message = nil)
      refute left.public_send(operator, right), text(message) { "Expected #{left.inspect} to not be #{operator} #{right.inspect}." }
    end

    def assert_predicate(object, name, message = nil)
      assert object.public_send(name), text(message) { "Expected #{object.inspect} to be #{name}." }
    end

    def refute_predicate(object, name, message = nil)
      refute object.public_send(name), text(message) { "Expected #{object.inspect} to not be #{name}." }
    end

    private

    def text(message)
      given = message.respond_to?(:call) ? message.call : message
      given ? "#{given}.\n#{yield}" : yield
    end
  end

  # A class of tests: its methods `test_…`, each on an object of its own.
  class Test
    include Assertions

    attr_reader :name

    def initialize(name) = @name = name

    def setup; end

    def teardown; end

    def self.classes = @classes ||= []

    def self.inherited(other)
      super
      Test.classes << other
    end

    def self.runnable_methods = public_instance_methods.grep(/\Atest_/).sort

    # What went wrong, in the order in which it did.
    def problems
      found = []
      [-> { setup }, -> { public_send(name) if found.empty? }, -> { teardown }].each do |step|
        step.call
      rescue Exception => error
        raise if error.is_a?(NoMemoryError) || error.is_a?(SystemExit)

        found << error
      end
      found
    end
  end

  # Runs all tests; whether they passed.
  def self.run(arguments = [])
    pattern = arguments[1] && Regexp.new(arguments[1][1..-2])
    counts = Hash.new(0)
    Test.classes.each do |tests|
      tests.runnable_methods.grep(pattern || //).each { |name| one(tests.new(name.to_s), counts) }
    end
    puts "\n#{%w[runs assertions failures errors skips].map { |what| "#{counts[what]} #{what}" }.join(", ")}"
    counts["failures"] + counts["errors"] == 0
  end

  def self.one(test, counts)
    problems = test.problems
    counts["runs"] += 1
    counts["assertions"] += test.assertions.to_i
    problems.each do |problem|
      kind = { Skip => "skips", Assertion => "failures" }.fetch(problem.class, "errors")
      counts[kind] += 1
      tell(test, problem, kind) unless kind == "skips"
    end
  end
  private_class_method :one

  def self.tell(test, problem, kind)
    frames = (problem.backtrace || []).reject { |line| line.match?(%r{/lib/minitest|/witloom/|\A-e:|\Aeval|<internal:}) }
    place = frames.first.to_s.delete_prefix("/component/")
    label = kind == "failures" ? "Failure" : "Error"
    puts "\n#{label}:\n#{test.class}##{test.name} [#{place[/\A[^:]+:\d+/]}]:"
    puts kind == "failures" ? problem.message : "#{problem.class}: #{problem.message}"
    puts frames.first(12).map { |line| "    #{line.delete_prefix("/component/")}" } if kind == "errors"
  end
  private_class_method :tell

  # Tests are run when all of them are loaded.
  def self.autorun; end
end
