# frozen_string_literal: true

# What is called again and again.
module Exports::Work
  class << self
    def nothing = nil

    def plain = nil

    def nap(ms)
      sleep(ms / 1000.0)
      nil
    end

    def never = Queue.new.pop

    def after(number) = number.value

    def produce(bytes, piece)
      whole = "\0".b * piece
      ->(out) { 0.step(bytes - 1, piece) { |at| out << whole.byteslice(0, [bytes - at, piece].min) } }
    end
  end
end
