# frozen_string_literal: true

require "set"

# What generated code and the user's code share.
module Witloom
  # Everything that goes wrong on the way between Ruby and the component's surroundings.
  class Error < StandardError; end

  # A refused argument or result: its message names the function and the place inside the value.
  module Refused
    def initialize(problem)
      @problem = problem
      @path = ""
      super
    end

    # Puts an outer step in front of the place.
    def under(step)
      @path = step + @path
      self
    end

    # Completes the message; returns the error for `raise`.
    def in(function)
      @function = function
      self
    end

    def message = "#{"`#{@function}`: " if @function}`#{@path}` #{@problem}"
  end

  # A handle that was closed, given away, or lent and can't be given away.
  class HandleError < Error
    include Refused
  end

  # A value that the WIT type doesn't allow.
  class TypeMismatch < TypeError
    include Refused

    def self.at(path, expected, actual)
      new("must be #{expected}, got #{describe(actual)}").under(path)
    end

    def self.describe(actual)
      text = actual.inspect
      text = "#{text[0, 77]}..." if text.length > 80
      actual.is_a?(NilClass) ? "nil" : "#{text} (#{actual.class})"
    end
  end

  # The `err` of a WIT `result`: raised by imports, to be raised in exports.
  class ResultError < StandardError
    # The error's value, of the type that WIT declares.
    attr_reader :value

    def initialize(value = nil)
      @value = value
      super(value.is_a?(String) ? value : value.inspect)
    end

    def deconstruct = [value]
    def deconstruct_keys(_keys) = { value: }
  end

  # A `some` where the option's own value may be nil: `option<option<T>>`.
  Some = Data.define(:value) do
    alias_method :witloom_fill, :initialize
    public :witloom_fill

    def deconstruct = [value]
  end

  # The `ok` of a `result` inside another type.
  Ok = Data.define(:value) do
    alias_method :witloom_fill, :initialize
    public :witloom_fill

    def initialize(value: nil) = super
    def deconstruct = [value]
  end

  # The `err` of a `result` inside another type.
  Err = Data.define(:value) do
    alias_method :witloom_fill, :initialize
    public :witloom_fill

    def initialize(value: nil) = super
    def deconstruct = [value]
  end

  # The contents of a file in the component's folder.
  def self.read(path) = Files.read(path)
end
