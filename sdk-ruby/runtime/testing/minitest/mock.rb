# frozen_string_literal: true

require "minitest"

module Minitest
  # Stands for an object: it answers the calls that are expected, in their order.
  class Mock
    # A call came that is not what is expected, or one is missing.
    class MockExpectationError < StandardError; end

    instance_methods.grep_v(/\A(?:__|object_id|instance_|class|respond_to|inspect|nil\?|is_a\?|kind_of\?)/).each do |name|
      undef_method(name)
    end

    def initialize
      @expected = []
      @done = 0
    end

    def expect(name, result, arguments = [], **keywords, &block)
      @expected << [name.to_sym, result, arguments, keywords, block]
      self
    end

    def verify
      missing = @expected[@done]
      ::Kernel.raise MockExpectationError, "expected #{describe(missing)}" if missing
      true
    end

    def respond_to?(name, all = false) = @expected.any? { |expected, *| expected == name.to_sym } || super

    def method_missing(name, *arguments, **keywords, &block)
      expected = @expected[@done]
      ::Kernel.raise NoMethodError, "unmocked method #{name.inspect}" unless @expected.any? { |known, *| known == name }
      ::Kernel.raise MockExpectationError, "no more calls expected, got #{name}" unless expected
      @done += 1
      wanted, result, wants, keys, check = expected
      fits = check ? check.call(*arguments, **keywords, &block) : fits?(wants, arguments) && keys == keywords
      return result if wanted == name && fits

      ::Kernel.raise MockExpectationError, "expected #{describe(expected)}, got #{name}(#{arguments.map(&:inspect).join(", ")})"
    end

    def respond_to_missing?(name, all = false) = super

    private

    def fits?(wants, arguments)
      wants.size == arguments.size && wants.zip(arguments).all? { |want, got| want == got || want === got }
    end

    def describe((name, result, arguments)) = "#{name}(#{arguments.map(&:inspect).join(", ")}) => #{result.inspect}"
  end
end

# What minitest adds to every object.
class Object
  # Lets a method of this object answer something else while a block runs: a value, or what it gives when called.
  def stub(name, answer, *given, **keywords)
    singleton = singleton_class
    raise NameError, "undefined method `#{name}` for `#{inspect}`" unless respond_to?(name, true)

    own = singleton.instance_method(name) if singleton.method_defined?(name, false) || singleton.private_method_defined?(name, false)
    singleton.define_method(name) do |*arguments, **keys, &block|
      next answer.call(*arguments, **keys, &block) if answer.respond_to?(:call)

      block&.call(*given, **keywords)
      answer
    end
    yield self
  ensure
    if singleton
      singleton.remove_method(name) if singleton.method_defined?(name, false)
      singleton.define_method(name, own) if own
    end
  end
end
