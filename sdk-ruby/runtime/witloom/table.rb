# frozen_string_literal: true

module Witloom
  # Our own objects that other components hold handles to, by representation.
  class Table
    # `ends` names the methods of which the first that an object has ends it.
    def initialize(new_number, take_number, ends)
      @objects = {}
      @last = 0
      @new = new_number
      @take = take_number
      @ends = ends
    end

    # The object that a borrow stands for.
    def [](representation) = @objects.fetch(representation)

    # Hands an object out: returns a new handle.
    def give(object)
      @last = @last % 0x7fff_ffff + 1 while @objects.key?(@last) || @last == 0
      @objects[@last] = object
      Wire.call(@new, @last)
      Wire::RESULT.unpack1("L<")
    end

    # Takes an object back with its handle; it is the user's again and isn't closed.
    def take(handle)
      Wire.call(@take, handle)
      @objects.delete(Wire::RESULT.unpack1("L<"))
    end

    # Ends an object whose handle somebody dropped.
    def drop(representation) = Table.finish(@objects.delete(representation), @ends)

    # Calls the first of the methods that an object has.
    def self.finish(object, ends = [:close!, :close])
      name = ends.find { |candidate| object.respond_to?(candidate) }
      object.__send__(name) if name
    end
  end
end
