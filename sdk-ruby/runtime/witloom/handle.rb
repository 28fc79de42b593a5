# frozen_string_literal: true

module Witloom
  # A resource of another component. It ends with {#close}, at the end of an {open} block, or when it is given
  # away; a forgotten one is closed after the garbage collector has found it.
  class Handle
    @forgotten = []
    @live = 0
    @limit = 4096

    class << self
      # Creates an object, and closes it after the block if there is one.
      def open(...)
        handle = new(...)
        return handle unless block_given?

        begin
          yield handle
        ensure
          handle.close
        end
      end

      # @api private
      def witloom_own(raw) = allocate.tap { |handle| handle.witloom_adopt(raw) }

      # @api private
      def witloom_borrow(raw)
        allocate.tap do |handle|
          handle.instance_variable_set(:@state, [raw, :borrowed])
          Handle.borrowed << handle
        end
      end

      # @api private
      attr_reader :forgotten

      # @api private
      def borrowed = (@borrowed ||= [])

      # @api private
      def drop_borrowed
        borrowed.each(&:close)
        borrowed.clear
      end

      # Drops what the collector found. Runs between calls only: a drop may use the buffers of a call.
      # @api private
      def sweep
        drop(*forgotten.pop) until forgotten.empty?
      end

      # @api private
      def drop(number, raw)
        @live -= 1
        Wire.call(number, raw)
      end

      # @api private
      def count
        @live += 1
        return if @live < @limit

        GC.start
        sweep
        @limit = [@live * 2, 4096].max
      end

      # @api private
      def finalizer(state, number)
        proc { Handle.forgotten << [number, state[0]] if state[0] && state[1] == :owned }
      end
    end

    # Ends the object; closing it again does nothing.
    def close
      raw, = @state
      return unless raw

      @state[0] = nil
      if @state[1] == :owned
        ObjectSpace.undefine_finalizer(self)
        Handle.drop(self.class::DROP, raw)
      else
        Wire.call(self.class::DROP, raw)
      end
      nil
    end

    # Whether it was closed or given away.
    def closed? = @state[0].nil?

    def inspect = "#<#{self.class}#{" closed" if closed?}>"

    # @api private
    def witloom_adopt(raw)
      @state = [raw, :owned]
      ObjectSpace.define_finalizer(self, Handle.finalizer(@state, self.class::DROP))
      Handle.count
    end

    # @api private
    def witloom_lend(path)
      @state[0] || raise(HandleError.new("is a #{self.class} that was closed or given away before").under(path))
    end

    # @api private
    def witloom_give(path)
      if @state[1] == :borrowed
        raise HandleError.new("is a #{self.class} that is borrowed and can't be given away").under(path)
      end

      witloom_lend(path)
    end

    # @api private
    def witloom_given
      @state[0] = nil
      Handle.given
      ObjectSpace.undefine_finalizer(self)
    end

    def self.given = @live -= 1
  end
end
