# frozen_string_literal: true

module Witloom
  # A resource of another component. It ends with {#close!}, at the end of an {open} block, or when it is given
  # away; a forgotten one is closed after the garbage collector has found it.
  #
  # {#close} and {open} belong to a WIT function of that name where there is one. No WIT function is called
  # `close!`, and none like the other methods that end in `!`, which generated code calls.
  class Handle
    TWICE = "is passed twice, but can be given away only once"

    # Creates an object, and closes it after the block if there is one.
    def self.open(...)
      handle = new(...)
      return handle unless block_given?

      begin
        yield handle
      ensure
        handle.close!
      end
    end

    # @api private
    def self.own!(raw)
      handle = allocate
      handle.adopt!(raw)
      handle
    end

    # @api private
    def self.borrow!(raw)
      handle = allocate
      handle.visit!(raw)
      Handles.borrowed << handle
      handle
    end

    # Ends the object; closing it again does nothing.
    def close!
      raw, owned = @state
      return unless raw

      @state[0] = nil
      if owned
        ObjectSpace.undefine_finalizer(self)
        Handles.drop(self.class::DROP, raw)
      else
        Wire.call(self.class::DROP, raw)
      end
      nil
    end

    alias_method :close, :close!

    # Whether it was closed or given away.
    def closed? = @state[0].nil?

    def inspect = "#<#{self.class}#{" closed" if closed?}>"

    # @api private
    def adopt!(raw)
      @state = [raw, true]
      ObjectSpace.define_finalizer(self, Handles.finalizer(@state, self.class::DROP))
      Handles.count
    end

    # @api private
    def visit!(raw)
      @state = [raw, false]
    end

    # The raw handle, for the time of a call.
    # @api private
    def lend!(path)
      raw = open!(path)
      if (moved = Wire.moved)
        Kernel.raise(HandleError.at(path, TWICE)) if moved[self]
        moved[self] = false
      end
      raw
    end

    # The raw handle, for good, if the call succeeds: see {#given!}.
    # @api private
    def give!(path)
      raw = open!(path)
      unless @state[1]
        Kernel.raise(HandleError.at(path, "is a #{self.class} that is borrowed and can't be given away"))
      end
      Kernel.raise(HandleError.at(path, TWICE)) if Wire.moved.key?(self)

      Wire.moved[self] = true
      raw
    end

    # The raw handle.
    # @api private
    def open!(path)
      @state[0] || Kernel.raise(HandleError.at(path, "is a #{self.class} that was closed or given away before"))
    end

    # @api private
    def given!
      @given = @state[0]
      @state[0] = nil
      Handles.released
      ObjectSpace.undefine_finalizer(self)
    end

    # The call was taken back before anybody got the handle.
    # @api private
    def returned! = adopt!(@given)
  end

  # The handles of this instance, all resources together.
  module Handles
    FEW = 4096

    @borrowed = []
    @forgotten = []
    @live = 0
    @limit = FEW

    class << self
      # Those that are valid until the running call returns.
      attr_reader :borrowed

      def drop_borrowed
        borrowed.each(&:close!)
        borrowed.clear
      end

      # Drops what the collector found. Runs between calls only: a drop may use the buffers of a call.
      def sweep
        drop(*@forgotten.pop) until @forgotten.empty?
      end

      def drop(number, raw)
        released
        Wire.call(number, raw)
      end

      # Hosts limit the number of handles: where many are alive, the forgotten ones among them are found.
      def count
        @live += 1
        return if @live < @limit

        GC.start
        sweep
        @limit = [@live * 2, FEW].max
      end

      # One less to count.
      def released
        @live -= 1
      end

      def finalizer(state, number)
        forgotten = @forgotten
        proc { forgotten << [number, state[0]] if state[0] && state[1] }
      end
    end
  end
end
