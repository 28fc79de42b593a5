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

    def self.at(path, problem) = new(problem).under(path)
  end

  # A value that the WIT type doesn't allow.
  class TypeMismatch < TypeError
    include Refused

    INTEGERS = {
      u8: 0..0xff, s8: -0x80..0x7f,
      u16: 0..0xffff, s16: -0x8000..0x7fff,
      u32: 0..0xffff_ffff, s32: -0x8000_0000..0x7fff_ffff,
      u64: 0..0xffff_ffff_ffff_ffff, s64: -0x8000_0000_0000_0000..0x7fff_ffff_ffff_ffff
    }.freeze
    private_constant :INTEGERS

    def self.at(path, expected, actual)
      new("must be #{expected}, got #{describe(actual)}").under(path)
    end

    # A value that is no integer of the WIT type.
    def self.integer(path, type, actual)
      at(path, "an Integer in #{INTEGERS.fetch(type)} (#{type})", actual)
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
    alias_method :_fill, :initialize
    public :_fill

    def deconstruct = [value]
  end

  # The `ok` of a `result` inside another type.
  Ok = Data.define(:value) do
    alias_method :_fill, :initialize
    public :_fill

    def initialize(value: nil) = super
    def deconstruct = [value]
  end

  # The `err` of a `result` inside another type.
  Err = Data.define(:value) do
    alias_method :_fill, :initialize
    public :_fill

    def initialize(value: nil) = super
    def deconstruct = [value]
  end

  # The contents of a file in the component's folder.
  def self.read(path) = Files.read(path)
end
