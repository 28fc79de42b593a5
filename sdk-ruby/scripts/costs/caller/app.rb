# frozen_string_literal: true

# Calls the other side again and again.
module Exports::Load
  Work = Imports::Work
  Length = Work::Length
  Shape = Work::Shape

  class << self
    def nothing(times)
      Work.nothing
      times.times { Work.nothing }
      nil
    end

    def add(times)
      check(Work.add(20, -62) == -42, 'add')
      times.times { Work.add(20, -62) }
      nil
    end

    def text(times, unit, count) = play(times, :text, unit * count)

    def bytes(times, count) = play(times, :bytes, Array.new(count) { |i| i % 251 }.pack('C*'))

    def integers(times, count) = play(times, :integers, Array.new(count) { |i| i * 4000 % (2**32) })

    def floats(times, count) = play(times, :floats, Array.new(count) { |i| i / 2.0 })

    def points(times, count) = play(times, :points, Array.new(count) { |i| point(i) })

    def items(times, count) = play(times, :items, Array.new(count) { |i| item(i) })

    def shapes(times, count) = play(times, :shapes, Array.new(count) { |i| shape(i) })

    def counter(times)
      check(one == 7, 'counter')
      times.times { one }
      nil
    end

    def refuse(times)
      check(refused == Work::Problem.new(7, 'refused'), 'refuse')
      times.times { refused }
      nil
    end

    private

    def check(right, name)
      raise "#{name}: a wrong answer" unless right
    end

    # Calls a function that gives back what it gets.
    def play(times, name, value)
      check(Work.public_send(name, value) == value, name)
      times.times { Work.public_send(name, value) }
      nil
    end

    def point(i) = Work::Point.new(i, i / 2.0, -i.to_f, (i % 3).zero?, Work::Kind::ALL[i % 3])

    def item(i) = Work::Item.new(i, "item #{i}", ['new', "tag #{i % 10}"])

    def shape(i)
      case i % 5
      when 0 then Shape::Empty.new
      when 1 then Shape::Circle.new(Length::Pixels.new(i))
      when 2 then Shape::Frame.new(Work::Size.new(Length::Auto.new, Length::Share.new(i / 2.0)))
      when 3 then Shape::Label.new("shape #{i}")
      else Shape::Label.new(nil)
      end
    end

    def one = Work::Counter.open(7, &:next)

    def refused
      Work.refuse(7)
      raise 'refuse: no error'
    rescue Work::ProblemError => e
      e.value
    end
  end
end
