# frozen_string_literal: true

module Witloom
  # Reads binary Strings, as they come or as one asks for them, as from an IO. Whoever includes this has what came and
  # wasn't read in `@rest`, and a method `fill(most)`, which gives it, and waits while it is empty for some more.
  module ByteReading
    include Enumerable

    # Yields Strings of whatever length as they come. Leaving the block keeps the rest.
    def each
      return enum_for unless block_given?

      while (bytes = take)
        yield bytes
      end
      self
    end

    # So many bytes, fewer at the end, nil behind it; everything without a number.
    def read(length = nil)
      return "".b if length == 0

      all = take(length)
      while all && (length.nil? || all.bytesize < length)
        bytes = take(length && (length - all.bytesize)) or break
        all << bytes
        bytes.clear
      end
      all || (length ? nil : "".b)
    end

    # What is there, at most so many bytes; waits while there is nothing.
    def readpartial(length)
      return "".b if length == 0

      take(length) or raise EOFError, "end of stream reached"
    end

    # The next line with its end, in UTF-8; nil at the end.
    def gets(separator = $/, chomp: false)
      separator = separator.b
      from = 0
      until (found = @rest.byteindex(separator, from))
        from = [@rest.bytesize - separator.bytesize + 1, 0].max
        break unless more?
      end
      line = cut(found ? found + separator.bytesize : @rest.bytesize)
      return if line.empty?

      line = line.dup.force_encoding(Encoding::UTF_8)
      chomp ? line.chomp(separator) : line
    end

    # Yields each line.
    def each_line(separator = $/, chomp: false)
      return enum_for(__method__, separator, chomp:) unless block_given?

      while (line = gets(separator, chomp:))
        yield line
      end
      self
    end

    # Whether there is nothing more; waits while that isn't known.
    def eof? = fill.empty?

    private

    # The next bytes; nil at the end.
    def take(most = nil)
      size = fill(most).bytesize
      cut(most && most < size ? most : size) if size > 0
    end

    # The first bytes of what is there.
    def cut(size)
      bytes = @rest
      more = size < bytes.bytesize
      @rest = more ? bytes.byteslice(size..) : "".b
      more ? bytes.byteslice(0, size) : bytes
    end

    # Reads behind what is there.
    def more?
      known = @rest
      @rest = "".b
      more = !fill.empty?
      @rest = known << @rest
      more
    end
  end
end
