# frozen_string_literal: true

# What is called again and again.
module Exports::Work
  class << self
    def nothing = nil

    def add(a, b) = a + b

    def text(text) = text

    def bytes(bytes) = bytes

    def integers(numbers) = numbers

    def floats(numbers) = numbers

    def points(points) = points

    def items(items) = items

    def shapes(shapes) = shapes

    def refuse(code) = raise(Problem.new(code, 'refused'))
  end

  # Counts up from a number.
  class Counter
    def initialize(start)
      @number = start
    end

    def next
      @number += 1
      @number - 1
    end
  end
end
