# frozen_string_literal: true

# The call that comes next, what was wrong with it, and how values are compared.
module Script
  SHOWN = 300
  # What a stream had in it.
  Flow = Data.define(:items)
  # What a future became.
  Later = Data.define(:value)

  class << self
    # The number of the vector that the next call takes.
    attr_reader :vector

    def expect(vector)
      @vector = vector
      @complaint = nil
    end

    def take_complaint
      @complaint.tap { @complaint = nil }
    end

    # Notes a difference of a value that came in; the first one of a call stands.
    def check(where, got, want)
      @complaint ||= compare(where, got, want)
    end

    # What differs; nil if nothing does.
    def compare(where, got, want)
      "#{where}: expected #{show(want)}, got #{show(got)}" unless same?(got, want)
    end

    # What the block returns, or the value of the declared error that it raises.
    def result(declared)
      Witloom::Ok.new(value: yield)
    rescue declared => error
      Witloom::Err.new(value: error.value)
    end

    # A stream that is given, in pieces of a size with pauses between them.
    def flow(items, size)
      lambda do |out|
        0.step(by: size, to: items.size - 1) do |at|
          sleep 0
          String === items ? out << items.byteslice(at, size) : items[at, size].each { |item| out << item }
        end
      end
    end

    # A future that is given.
    def later(value)
      lambda do
        sleep 0
        value
      end
    end

    private

    # What comes from the other side, read to its end.
    def gathered(stream, items) = String === items ? stream.read : stream.to_a

    # Deep equality: every NaN is the same, -0.0 is not 0.0, encodings and classes are the same.
    def same?(a, b)
      return same?(gathered(a, b.items), b.items) if Flow === b
      return same?(a.value, b.value) if Later === b

      case a
      when Float then Float === b && ([a].pack("E") == [b].pack("E") || (a.nan? && b.nan?))
      when String then String === b && a.encoding == b.encoding && a == b
      when Array then Array === b && a.size == b.size && a.zip(b).all? { |x, y| same?(x, y) }
      when Hash then Hash === b && a.size == b.size && a.all? { |key, value| b.key?(key) && same?(value, b[key]) }
      when Data then a.class == b.class && same?(parts(a), parts(b))
      else a.eql?(b)
      end
    end

    def parts(data) = data.class.members.map { |name| data.public_send(name) }

    # A value as a person would write it, and not more of it than one reads.
    def show(value)
      text = (String === value || Array === value ? value[0, SHOWN] : value).inspect
      text = text.encode(Encoding::UTF_8, invalid: :replace, undef: :replace)
      text = "#{text[0, SHOWN]}..." if text.size > SHOWN
      String === value ? "#{text} (#{value.encoding}, #{value.bytesize} bytes)" : text
    end
  end
end
