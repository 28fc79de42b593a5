# frozen_string_literal: true

# Runs a component's tests: the user's files are loaded as they are in a component, but what they import raises
# an error that names it, unless a test stubs it.
module Witloom
  # A test calls an import that it didn't stub.
  class NotMocked < StandardError; end

  IMPORTED.each do |name, function|
    Glue.define_singleton_method(name) do |*, **|
      raise NotMocked, "`#{function}` isn't mocked: stub its method, for instance by `stub` of minitest/mock"
    end
  end

  # What runs tests, whichever the files chose.
  module Testing
    def self.run
      require Witloom::FIRST
      $LOAD_PATH.unshift("#{Files::ROOT}/test")
      TESTS.each { |path| require "#{Files::ROOT}/#{path}" }
      passed = all_pass
      $stdout.write("\nwitloom: tests #{passed ? "passed" : "failed"}\n")
    end

    def self.all_pass
      unit = defined?(::Test::Unit::AutoRunner)
      raise LoadError, "the files in `test/` require neither `minitest/autorun` nor `test/unit`" unless unit || defined?(::Minitest)

      minitest = !defined?(::Minitest) || ::Minitest.run(FILTER ? ["--name", "/#{Regexp.escape(FILTER)}/"] : [])
      minitest && (!unit || ::Test::Unit::AutoRunner.run(true, nil, FILTER ? ["--name", "/#{Regexp.escape(FILTER)}/"] : []))
    end
  end
end

Witloom::Testing.run
