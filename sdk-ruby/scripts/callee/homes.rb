# frozen_string_literal: true

# Objects that belong to others, and objects with words of their own for their end.
module Exports::Homes
  class House
    attr_reader :name

    def initialize(name) = @name = name
    def room(name) = Room.new("#{self.name}/#{name}")
    def close = Seen.all.dropped << name
  end

  class Room
    attr_reader :path

    def initialize(path) = @path = path
    def cupboard(name) = Cupboard.new("#{path}/#{name}")
    def close = Seen.all.dropped << path
  end

  class Cupboard
    attr_reader :path

    def initialize(path) = @path = path
    def close = Seen.all.dropped << path
  end

  class Door
    def initialize(name) = @name = name
    def close = "closed #{@name}"
    def drop(count) = "dropped #{@name} #{count}"
    def dispose = "disposed #{@name}"

    # Called when somebody else's last handle goes away; `close` is a method like others.
    def close! = Seen.all.dropped << @name
  end

  class Gate
    def initialize(name) = @name = name
    def close(count) = "closed #{@name} #{count}"
    def drop = nil
    def dispose(count) = "disposed #{@name} #{count}"
    def close! = Seen.all.dropped << @name
  end

  class Badge
    attr_reader :name

    def initialize(name) = @name = name
    def free = "freed #{name}"
    def clone = "cloned #{name}"
    def to_string = "text #{name}"
    def inspect_ = "inspected #{name}"
    def hash_ = 1
    def hash_code = 2
    def value_of = 3
    def equals(other) = other.name == name
    def close = Seen.all.dropped << name
  end
end
