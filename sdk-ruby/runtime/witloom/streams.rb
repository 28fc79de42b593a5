# frozen_string_literal: true

require "witloom/bytes"

module Witloom
  # The readable end of a stream or future of another component. It ends when everything was read, with {#close}, when
  # it is given away, or after the garbage collector has found it.
  class End
    # @api private
    def self.own(payload, raw) = allocate.tap { |it| it.adopt!(payload, raw) }

    # Gives the end up; whoever writes learns of it. Closing again does nothing.
    def close
      idle!("self")
      over!
    end

    # Whether everything has come, it was closed, or it was given away.
    def closed? = @state[0].nil?

    def inspect = "#<#{self.class}#{" closed" if closed?}>"

    # Whether it can go to somebody else as it is: nobody has read from it.
    # @api private
    def passes!(payload) = payload.equal?(@payload) && !closed? && @rest.empty?

    # The raw end, for good, if the call succeeds.
    # @api private
    def give!(path)
      idle!(path)
      raise HandleError.at(path, Handle::TWICE) if Wire.moved.key?(self)

      Wire.moved[self] = true
      @state[0]
    end

    # @api private
    def given!
      @given = @state[0]
      forget
    end

    # @api private
    def returned! = adopt!(@payload, @given)

    # @api private
    def adopt!(payload, raw)
      @payload = payload
      @state = [raw, true]
      @lock = Mutex.new
      @rest = payload.nothing
      ObjectSpace.define_finalizer(self, Handles.finalizer(@state, payload.drop_readable))
      Handles.count
    end

    # What a read brought.
    # @api private
    def got!(values) = @rest << values

    # Nothing more comes.
    # @api private
    def over!
      raw = @state[0] or return
      forget
      Wire.call(@payload.drop_readable, raw)
      nil
    end

    private

    def idle!(path)
      raise HandleError.at(path, "is a #{self.class} that is being read") if @lock.locked? && !@lock.owned?
    end

    def forget
      @state[0] = nil
      ObjectSpace.undefine_finalizer(self)
      Handles.released
    end

    # Reads until there is something, or nothing more; what there is. One fiber reads, others wait for it.
    def fill(most = nil)
      @lock.synchronize { @payload.read(self, @state[0], most) while @rest.empty? && !closed? } if @rest.empty?
      @rest
    end
  end

  # A stream of values: Enumerable, once.
  class Stream < End
    include Enumerable

    # Yields each value as it comes. Leaving the block keeps the rest.
    def each
      return enum_for unless block_given?

      yield @rest.shift until fill.empty?
      self
    end

    # Up to so many values in an array, as many as are there; empty at the end. All of them without a number.
    def read(count = nil) = count ? fill.shift(count) : to_a

    # @api private
    def got!(values) = @rest.concat(values)
  end

  # A `stream<u8>`: binary Strings, as they come or as one asks for them, as from an IO.
  class ByteStream < End
    include ByteReading

    # @api private
    def buffer! = @buffer ||= Wire.room(Async::Payload::MANY)

    private

    # The buffer's memory ends with the stream and waits for no collection.
    def forget
      super
      @buffer&.clear
      @buffer = nil
    end
  end

  # A value that comes later.
  class Future < End
    # The value. Waits for it.
    def value
      fill
      raise HandleError.at("self", "is a Witloom::Future that was closed or given away") if @rest.empty?

      @rest[0]
    end

    # @api private
    def got!(values) = @rest.concat(values)
  end

  module Async
    # What streams of one payload need: core functions, and how elements lie in a buffer. `lift` makes an array of a
    # buffer's bytes and a count, `lower` packed bytes of an array.
    class Payload
      COMPLETED = 0
      # How many elements are read at once, or bytes of numbers.
      FEW = 64
      MANY = 65_536

      attr_reader :drop_readable

      def initialize(numbers, stride: 0, bulk: false, moves: false, lift: nil, lower: nil)
        @new, @read, @write, @cancel_read, @cancel_write, @drop_readable, @drop_writable =
          numbers.map { |number| Wire.number(number) }
        @stride = stride
        @few = bulk ? MANY / stride : FEW
        @moves = moves
        @lift = lift || ->(_, count) { Array.new(count) }
        @lower = lower || ->(_) { "" }
        # Writers whose readers have left, where that was told together with the last elements that they took.
        @left = {}
      end

      # The readable end as an object.
      def own(raw) = type.own(self, raw)

      # The raw readable end for an object: its own, or that of a new stream which a fiber of this task writes.
      def give(source, path)
        return source.give!(path) if source.is_a?(End) && source.passes!(self)

        accept(source, path)
        Async.needed("`#{path}` can't be written, which takes longer than the call,")
        reader, writer = Core.pair(@new)
        @left.delete(writer)
        Async.borrow { write_all(writer, source) }
        Wire.moved[Offer.new(self, reader)] = true
        reader
      end

      # What an end holds that has read nothing.
      def nothing = []

      # Reads for an end: what comes, and that nothing more comes. Who is interrupted loses nothing.
      def read(reader, raw, most = nil)
        count = room(most)
        buffer = buffer(reader, count)
        status = copy(@read, raw, Wire.address(buffer), count)
        status = Async.wait(raw) if status == BLOCKED
      ensure
        status = Async.strand&.event || Core.invoke(@cancel_read, raw) if status == BLOCKED
        took(reader, buffer, status) if status
      end

      # Writes the elements of an array; false when nobody reads any more.
      def write(writer, parts)
        return parts.all? { |part| write_elements(writer, [part]) } if @moves

        parts.empty? || write_elements(writer, parts)
      end

      private

      def type = Stream

      def accept(source, path)
        return if source.respond_to?(:each) || source.is_a?(Proc)

        raise TypeMismatch.at(path, "an object with `each`, or a Proc", source)
      end

      def room(_most) = @few

      def buffer(_reader, count) = Wire.room(count * @stride)

      def copy(number, raw, address, count) = Core.invoke(number, raw, address, count)

      def took(reader, buffer, status)
        count = status >> 4
        reader.got!(@lift.call(buffer, count)) if count > 0
        reader.over! if status & 15 == DROPPED
      end

      def write_all(writer, source)
        case source
        when Array then write(writer, source)
        when Proc then catch(source) { source.call(Out.new(self, writer, source)) }
        else source.each { |part| write(writer, [part]) || break }
        end
      ensure
        Wire.call(@drop_writable, writer)
        source.close if source.is_a?(End)
      end

      def write_elements(writer, parts)
        packed = nil
        given = Wire.moving { packed = @lower.call(parts) }
        push(writer, packed, parts.size).tap { |taken| given.each(&:returned!) unless taken }
      rescue Refused => error
        raise error.under("part of a stream")
      end

      # Copies until everything is taken, or nobody reads any more: false.
      def push(writer, packed, count)
        return false if @left.key?(writer)

        address = packed.empty? ? 0 : Wire.address(packed)
        done = 0
        while done < count
          status = copy(@write, writer, address + done * @stride, count - done)
          status = Async.wait(writer) if status == BLOCKED
          done += taken(status)
          next unless status & 15 == DROPPED

          @left[writer] = true
          return done >= count
        end
        true
      ensure
        Core.invoke(@cancel_write, writer) if status == BLOCKED && !Async.strand&.event
      end

      def taken(status) = status >> 4

      # Where a Proc puts what it makes.
      Out = Struct.new(:payload, :writer, :tag) do
        def <<(part)
          payload.write(writer, [part]) || throw(tag)
          self
        end

        alias_method :write, :<<
      end

      # A readable end of ours that a call is about to get.
      Offer = Struct.new(:payload, :reader) do
        def given! = nil
        def returned! = Wire.call(payload.drop_readable, reader)
        alias_method :refused!, :returned!
      end
    end

    # A `stream<u8>`: its parts are Strings.
    class Bytes < Payload
      # Bytes that are read at once at most.
      MOST = 1 << 20

      def initialize(numbers) = super(numbers, stride: 1)

      def nothing = "".b

      # False when nobody reads any more.
      def write(writer, parts) = parts.all? { |part| write_bytes(writer, part) }

      private

      def type = ByteStream

      def accept(source, path)
        return if source.is_a?(String) || source.respond_to?(:each) || source.is_a?(Proc)

        raise TypeMismatch.at(path, "a String, an object with `each`, or a Proc", source)
      end

      def room(most) = most ? most.clamp(1, MOST) : MANY

      # An end reads into the same buffer again and again, unless much is asked for.
      def buffer(reader, count) = count > MANY ? super : reader.buffer!

      # What `unpack1` gives shares nothing with the buffer.
      def took(reader, buffer, status)
        count = status >> 4
        reader.got!(buffer.unpack1("a#{count}")) if count > 0
        Wire.tidy
        reader.over! if status & 15 == DROPPED
      end

      def write_all(writer, source) = super(writer, source.is_a?(String) ? [source] : source)

      def write_bytes(writer, bytes)
        raise TypeMismatch.at("part of a stream", "a String of bytes", bytes) unless bytes.is_a?(String)

        # A copy: who made it may write to it while we wait.
        push(writer, bytes.b, bytes.bytesize).tap { Wire.tidy }
      end
    end

    # A future: one value, which its writer must give.
    class Single < Payload
      private

      def type = Future

      # What isn't written yet, or a value that is there.
      def accept(_source, _path) = nil

      def room(_most) = 1

      def copy(number, raw, address, _count) = Core.invoke(number, raw, address)

      def took(reader, buffer, status)
        return unless status & 15 == COMPLETED

        reader.got!(@lift.call(buffer, 1))
        reader.over!
      end

      def taken(_status) = 1

      def write_all(writer, source)
        value =
          case source
          when Proc then source.call
          when Future, Promise then source.value
          else source
          end
        write_elements(writer, [value])
        Wire.call(@drop_writable, writer)
      end
    end
  end
end
