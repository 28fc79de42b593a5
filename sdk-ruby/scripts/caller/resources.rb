# frozen_string_literal: true

# The life of resources.
module Resources
  extend Play

  Things = Imports::Things
  Thing = Things::Thing
  Others = Imports::Others
  Ledger = Imports::Ledger

  def self.constructor_and_methods
    Thing.open("a") do |thing|
      expect("label", thing.label, "a")
      expect("rename", thing.rename("b"), "a")
      expect("label", thing.label, "b")
      saw(1)
    end
    saw(0, "b")
  end

  def self.static_function
    merged = Thing.merge(Thing.new("a"), Thing.new("b"))
    expect("label", merged.label, "a+b")
    saw(1)
    merged.close
    saw(0, "a+b")
  end

  def self.borrow
    a = Thing.new("a")
    b = Thing.new("b")
    expect("look", Things.look(a), "a")
    expect("look again", Things.look(a), "a")
    expect("same as itself", a.same_as(a), true)
    expect("same as another", a.same_as(b), false)
    saw(2)
    [a, b].each(&:close)
    saw(0, "a", "b")
  end

  def self.borrows_in_a_list
    a = Thing.new("a")
    b = Thing.new("b")
    expect("look-all", Things.look_all([a, b, a]), %w[a b a])
    expect("label", b.label, "b")
    [a, b].each(&:close)
    saw(0, "a", "b")
  end

  def self.own_is_passed
    expect("take", Things.take(Thing.new("a")), "a")
    saw(0)
  end

  def self.own_comes_home
    back = Things.echo(Thing.new("a"))
    expect("label", back.label, "a")
    saw(1)
    back.close
    saw(0, "a")
  end

  def self.own_in_an_option
    Things.keep(Thing.new("a"))
    saw(1)
    kept = Things.kept
    expect("label", kept.label, "a")
    expect("nothing is kept", Things.kept, nil)
    kept.close
    saw(0, "a")
  end

  def self.own_in_a_list
    a, b, c = Things.make(%w[a b c])
    expect("labels", [a, b, c].map(&:label), %w[a b c])
    b.close
    saw(2, "b")
    [a, c].each(&:close)
    saw(0, "b", "a", "c")
  end

  def self.own_in_a_record
    held = Things.hold(%w[a b c])
    expect("note", held.note, "2 more")
    expect("label", held.rest.last.label, "c")
    expect("unhold", Things.unhold(held.with(rest: held.rest.reverse)), %w[a c b])
    saw(0)
  end

  def self.own_in_a_variant
    nothing = Things.pack([])
    expect("nothing", nothing, Things::Parcel::Nothing.new)
    one = Things.pack(%w[a])
    expect("label", one.value.label, "a")
    expect("unpack one", Things.unpack(one), %w[a])
    Things.pack(%w[a b]) => Things::Parcel::Two[[a, b]]
    expect("label", b.label, "b")
    expect("unpack two", Things.unpack(Things::Parcel::Two.new([b, a])), %w[b a])
    expect("unpack nothing", Things.unpack(nothing), [])
    saw(0)
  end

  def self.own_in_a_result
    found = Things.find("a")
    expect("label", found.label, "a")
    expect("not found", failed { Things.find("") }, "no label")
    expect("exchange", Things.exchange(found, true), "a")
    back = failed { Things.exchange(Thing.new("b"), false) }
    expect("label", back.label, "b")
    back.close
    saw(0, "b")
  end

  def self.same_name
    thing = Thing.new("a")
    one = Others::Thing.new(1)
    two = Others::Thing.new(2)
    expect("sum", Others.sum([one, two]), 3)
    [one, two].each(&:close)
    saw(1)
    expect("dropped numbers", Ledger.dropped_numbers, [1, 2])
    thing.close
    saw(0, "a")
  end

  def self.a_thousand_handles
    labels = Array.new(1000, &:to_s)
    made = labels.map { |label| Thing.new(label) }
    saw(1000)
    made.each(&:close)
    saw(0, *labels)
  end

  def self.use_after_drop
    thing = Thing.new("a")
    thing.close
    refused("Thing", "closed") { thing.label }
    refused("look", "it", "closed") { Things.look(thing) }
    thing.close
    expect("calls", Ledger.calls, 0)
    saw(0, "a")
  end

  def self.use_after_move
    thing = Thing.new("a")
    Things.take(thing)
    refused("Thing", "given away") { thing.label }
    refused("take", "it", "given away") { Things.take(thing) }
    thing.close
    expect("calls", Ledger.calls, 1)
    saw(0)
  end

  def self.refused_arguments_stay
    a = Thing.new("a")
    b = Thing.new("b")
    b.close
    refused("unhold", "all") { Things.unhold(Things::Holding.new(first: a, note: "", rest: [b])) }
    expect("calls", Ledger.calls, 0)
    expect("label", a.label, "a")
    a.close
    saw(0, "b", "a")
  end

  def self.own_twice
    a = Thing.new("a")
    refused("unhold", "all") { Things.unhold(Things::Holding.new(first: a, note: "", rest: [a])) }
    refused("merge", "b") { Thing.merge(a, a) }
    expect("calls", Ledger.calls, 0)
    expect("label", a.label, "a")
    a.close
    saw(0, "a")
  end
end
