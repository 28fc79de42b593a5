# frozen_string_literal: true

# Calls the other side again and again.
module Exports::Load
  Work = Imports::Work

  class << self
    def calls(count)
      count.times { Work.nothing }
      nil
    end

    def plain_calls(count)
      count.times { Work.plain }
      nil
    end

    def crowd(count)
      naps = Array.new(count) { |number| Witloom.async { Work.nap(number % 8) } }
      naps.each(&:value).size
    end

    def hang = Work.never

    def embrace
      number = Queue.new
      got = Work.after(-> { number.pop })
      number << 1
      got
    end

    def pull(bytes, piece)
      body = Work.produce(bytes, piece)
      total = 0
      while (part = body.read(piece))
        total += part.bytesize
      end
      total
    end
  end
end
