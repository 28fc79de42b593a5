# frozen_string_literal: true

# The one operation of the `js` extension that takes and gives nothing but numbers calls the function that the
# receiver stands for; the argument is looked at by nobody, and the receiver is one that exists already.
JS::Object.alias_method :invoke, :strictly_eql?

module Witloom
  # The way between Ruby and the shim: buffers at fixed addresses that both write, and numbers to call.
  #
  # A buffer is a String whose heap memory never moves: it is only ever overwritten in place, at its full length.
  # Appending to one, as `pack(buffer:)` does, may move it.
  module Wire
    def self.buffer(size) = "\0".b * (size + 1024)

    # Overwrites the start of a buffer.
    def self.put(buffer, bytes)
      # Splicing nothing would move the buffer.
      buffer.bytesplice(0, bytes.bytesize, bytes) unless bytes.empty?
    end

    # The address of a String's bytes.
    def self.address(string) = [string].pack("p").unpack1("L<")

    # A number that the shim understands, in the only form that carries one there.
    def self.number(code) = code.to_js

    REQUEST = buffer(64)
    MEMORY = number(3)
    GATHER = number(4)
    FREE = number(5)
    PEEK = number(6)
    # No function has this number, so that calling it traps.
    NOTHING = number(0x3fff_ffff)
    private_constant :GATHER, :FREE, :PEEK, :NOTHING

    # Makes the buffers, large enough for a world's slots and results, and tells the shim where they lie.
    def self.open(slots:, area:)
      const_set(:ARGS, buffer(slots))
      const_set(:OUT, buffer(slots))
      const_set(:RESULT, buffer(area))
      const_set(:RETURN, buffer(area))
      addresses = [ARGS, OUT, RESULT, RETURN, REQUEST].map { |buffer| address(buffer) }
      number(1)[addresses.pack("L<5")]
    end

    # Zeros that lie where any element is aligned and never move, for others to write to.
    def self.room(size) = "\0".b * (size < 2048 ? 2048 : size + 1)

    # Bytes of garbage that a stream of any length may leave before it is collected. CRuby itself lets eight times as
    # many come together, and the memory of a component never shrinks.
    LITTER = 4 << 20
    private_constant :LITTER

    # Collects what was read or written and is over, where that is much.
    def self.tidy
      GC.start(full_mark: false) if GC.stat(:malloc_increase_bytes) > LITTER
    end

    # Calls a function of one handle or representation.
    def self.call(number, raw)
      put(OUT, [raw].pack("L<"))
      number.invoke(number)
    end

    # Text that the host put into memory; frees it there.
    def self.text(pointer, size)
      return +"" if size == 0

      put(REQUEST, [pointer, size].pack("L<2"))
      MEMORY.to_s
    end

    # Bytes that the host put into memory; frees them there.
    def self.bytes(pointer, size)
      return "".b if size == 0

      put(REQUEST, [pointer, size].pack("L<2"))
      MEMORY.typeof
    end

    # The strings of a list whose pairs of pointer and length lie `stride` bytes apart; frees them. They arrive
    # as one text with zero bytes between; only text that holds zero bytes itself is cut by length.
    def self.gather(pointer, count, stride)
      put(REQUEST, [pointer, count, stride].pack("L<3"))
      joined = GATHER.to_s
      strings = joined.split("\0", -1)
      strings.pop
      strings.size == count ? strings : cut(joined, pointer, count, stride)
    end

    # The strings of a `list<string>`; frees them and the list.
    def self.texts(pointer, count)
      return [] if count == 0

      strings = gather(pointer, count, 8)
      free(pointer)
      strings
    end

    # Frees memory that the host filled.
    def self.free(pointer)
      put(REQUEST, [pointer].pack("L<"))
      FREE.invoke(FREE)
    end

    def self.cut(joined, pointer, count, stride)
      put(REQUEST, [pointer, stride * (count - 1) + 8].pack("L<2"))
      pairs = PEEK.typeof
      at = 0
      Array.new(count) do |index|
        size = pairs.unpack1("L<", offset: index * stride + 4)
        string = joined.byteslice(at, size)
        at += size + 1
        string
      end
    end
    private_class_method :cut

    # A heap-allocated copy of cells, for elements that need an alignment of 8.
    def self.aligned(cells, template, size)
      cells.pack(template, buffer: String.new(capacity: size < 2048 ? 2048 : size, encoding: Encoding::BINARY))
    end

    # UTF-8 text of a String in whatever encoding; `path` names the value.
    def self.utf8(value, path)
      raise TypeMismatch.at(path, "a String", value) unless String === value

      text = value.encode(Encoding::UTF_8)
      raise TypeMismatch.at(path, "valid UTF-8", value) unless text.valid_encoding?

      text
    rescue EncodingError
      raise TypeMismatch.at(path, "text that UTF-8 can express", value)
    end

    # The code point of a String of one character.
    def self.char(value, path)
      text = String === value && value.length == 1 ? utf8(value, path) : nil
      text or raise TypeMismatch.at(path, "a String of one character", value)
      text.ord
    end

    # Lets {fill} make objects of a Data class. `Data.new` goes through its keywords with a cleanup behind it, which
    # costs CRuby on WebAssembly microseconds; the same with a frozen Hash needs no cleanup. A class with an
    # `initialize` of the user's keeps it.
    def self.fillable(type)
      if type.instance_method(:initialize).owner == Data
        type.alias_method(:_fill, :initialize)
      else
        type.define_method(:_fill) { |fields| initialize(**fields) }
      end
      type.send(:public, :_fill)
    end

    # An object of a fillable class with these fields, a frozen Hash.
    def self.fill(type, fields)
      object = type.allocate
      object._fill(fields)
      object
    end

    # The set of each combination of flags, made when it is first met.
    def self.flags(bits)
      Hash.new do |sets, number|
        set = bits.filter_map { |flag, bit| flag if number & bit != 0 }.to_set.freeze
        sets.size < 256 ? sets[number] = set : set
      end
    end

    # Checks a list of integers without a Ruby call per element, unless one is wrong.
    def self.integers(list, low, high, type)
      return if list.all?(Integer) && list.min >= low && list.max <= high

      index = list.index { |value| !(Integer === value && value.between?(low, high)) }
      raise TypeMismatch.integer("[#{index}]", type, list[index])
    end

    # Checks a list of floats.
    def self.floats(list)
      index = list.index { |value| !(Float === value || Integer === value) } unless list.all?(Float)
      raise TypeMismatch.at("[#{index}]", "a Float", list[index]) if index
    end

    # Notes the handles that the block's call gives away (true) and lends beside them (false). When the call has
    # taken them they are the receiver's; gives a list of them.
    def self.moving
      moved = @moved = {}.compare_by_identity
      yield
      given = moved.filter_map { |handle, gives| handle if gives }
      given.each(&:given!)
    ensure
      @moved = nil
      moved.each_key { |handle| handle.refused! if handle.respond_to?(:refused!) } unless given
    end

    # What {.moving} notes; nil for calls that give nothing away.
    def self.moved = @moved

    # Ends the instance: a discriminant came in that its type doesn't have. Whoever sent it doesn't keep to the
    # canonical ABI, so that nothing of the call can be trusted, and nobody may rescue it.
    def self.no_case(type, number)
      Report.broken("`#{type}` has no case #{number}")
      NOTHING.invoke(NOTHING)
    end

    # An option that has no value: its discriminant is 0.
    def self.none(number) = number == 0 ? nil : no_case("option", number)

    # The entries of a map, of which the last counts when keys repeat.
    def self.hash(entries) = entries.to_h

    # The same where values hold handles: those of entries that don't count end.
    def self.hash_of_own(entries)
      entries.each_with_object({}) do |(key, value), hash|
        discard(hash[key]) if hash.key?(key)
        hash[key] = value
      end
    end

    # Ends every handle in a value, and every object of ours that came home in it.
    def self.discard(value)
      case value
      when Handle then value.close!
      when Array then value.each { |part| discard(part) }
      when Hash then value.each_value { |part| discard(part) }
      when Data then discard(value.deconstruct_keys(nil).values)
      when nil, true, false, Numeric, String, Symbol, Set then nil
      else Table.finish(value)
      end
    end

    # Packed cells that point to the contents of other cells' strings: these live as long as the result.
    def self.holding(cells, packed)
      packed.instance_variable_set(:@cells, cells)
      packed
    end

    # The bytes that the shim asked Ruby to read.
    def self.requested = MEMORY.typeof

    # Replaces ENV by the pairs of a block of `NAME=value` texts.
    def self.environment(block)
      ENV.replace(block.force_encoding(Encoding::UTF_8).split("\0").to_h { |pair| pair.split("=", 2) })
    end
  end
end
