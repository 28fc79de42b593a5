# frozen_string_literal: true

module Exports::Work
  class << self
    def stress(on) = GC.stress = on

    def name(n)
      Array.new(2) { |i| sleep(0.0005) && "n#{n}.#{i}" }.last.delete_suffix(".1")
    end

    def names(n) = Array.new(n) { |i| name(i) }.each

    def upper(input) = input.map { |text| sleep(0.0001) && text.upcase }
  end
end
