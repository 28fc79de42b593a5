# frozen_string_literal: true

# Objects that belong to others, and objects with words of their own for their end.
module Homes
  extend Play

  House = Imports::Homes::House
  Door = Imports::Homes::Door
  Gate = Imports::Homes::Gate
  Badge = Imports::Homes::Badge

  def self.build
    house = House.new("h")
    room = house.room("r")
    cupboard = room.cupboard("c")
    expect("name", house.name, "h")
    expect("path of the room", room.path, "h/r")
    expect("path of the cupboard", cupboard.path, "h/r/c")
    [house, room, cupboard]
  end

  def self.children_first
    house, room, cupboard = build
    cupboard.close
    expect("path of the room", room.path, "h/r")
    room.close
    expect("name", house.name, "h")
    house.close
    saw(0, "h/r/c", "h/r", "h")
  end

  def self.parents_first
    house, room, cupboard = build
    house.close
    expect("path of the room", room.path, "h/r")
    room.close
    expect("path of the cupboard", cupboard.path, "h/r/c")
    cupboard.close
    saw(0, "h", "h/r", "h/r/c")
  end

  def self.middle_first
    house, room, cupboard = build
    [room, house].each(&:close)
    expect("path of the cupboard", cupboard.path, "h/r/c")
    cupboard.close
    saw(0, "h/r", "h", "h/r/c")
  end

  # Nobody holds the house and the room; they must not go before what is in them.
  def self.forgotten_parents
    cupboard = House.new("h").room("r").cupboard("c")
    expect("path of the cupboard", cupboard.path, "h/r/c")
    cupboard.close
    expect("first to go", Imports::Ledger.dropped.first, "h/r/c")
  end

  # Methods that are called like the end of an object, and aren't.
  def self.close_drop_dispose
    door = Door.new("d")
    expect("close", door.close, "closed d")
    expect("drop", door.drop(3), "dropped d 3")
    expect("dispose", door.dispose, "disposed d")
    gate = Gate.new("g")
    expect("close", gate.close(3), "closed g 3")
    gate.drop
    expect("dispose", gate.dispose(3), "disposed g 3")
    saw(0)
    [door, gate].each(&:close!)
    saw(0, "d", "g")
  end

  # Methods that are called like what every object of some language has.
  def self.words_of_objects
    a, b, same = %w[a b a].map { |name| Badge.new(name) }
    expect("free", a.free, "freed a")
    expect("clone", a.clone, "cloned a")
    expect("to-string", a.to_string, "text a")
    expect("inspect", a.inspect_, "inspected a")
    expect("hashes", [a.hash_, a.hash_code, a.value_of], [1, 2, 3])
    expect("equals", [a, b, same].map { |other| a.equals(other) }, [true, false, true])
    saw(0)
    [a, b, same].each(&:close)
    saw(0, "a", "b", "a")
  end
end
