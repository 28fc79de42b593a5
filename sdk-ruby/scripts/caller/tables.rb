# frozen_string_literal: true

# Maps as large as those of programs, and with a key that stands twice.
module Tables
  extend Play

  def self.ten_thousand_entries
    ages = Array.new(10_000) { |n| [format("n%04d", n), n] }
    expect("turn", Imports::Tables.turn(ages.to_h).to_a, ages.map(&:reverse))
  end

  # The other side gives an entry for `a` twice, where it can.
  def self.a_key_twice = expect("twice", Imports::Tables.twice, { "a" => 3, "b" => 2 })
end
