# frozen_string_literal: true

module Witloom
  # The caller gave the call up: raised where the task waits. Like a signal it is no StandardError, so that a `rescue`
  # without a class lets it pass; `ensure` runs as usual.
  class Cancelled < Exception; end

  # Tasks of the component model as fibers.
  #
  # Each call of an async export is a {Task} with one {Strand}, and more where the user's code starts some. Every strand
  # is entered from the main fiber and goes back to it when it waits, both by `transfer`, so that it may wait inside an
  # Enumerator, in a block that C code calls, or in `ensure`.
  #
  # A strand runs in entries of its own task only: `task.return` means the task that the host entered. What one task
  # makes ready for another wakes that one through a stream without a payload that its waitable set holds.
  module Async
    EXIT = 0
    WAIT = 2
    # Events that entries tell apart.
    SUBTASK = 1
    CANCELLED = 6
    # States of a call.
    RETURNED = 2
    UNSTARTED = 3
    # A copy that is under way, and how one may have ended.
    BLOCKED = 0xffff_ffff
    DROPPED = 1
    MAIN = Fiber.current
    # Live tasks at which the host is asked to start no more: each takes half a megabyte.
    MANY = 4000
    # Fibers that the user's code got to see and that ended: they hold memory which the collector doesn't count.
    ENDED = 64

    # Core functions that every async component has.
    module Core
      NAMES = %i[
        set_new join subtask_drop subtask_cancel context_get context_set task_cancel backpressure_inc backpressure_dec
        wait_for unit_new unit_read unit_write
      ].freeze

      # Tells their numbers, in the order of {NAMES}.
      def self.open(*numbers)
        @numbers = NAMES.zip(numbers.map { |number| Wire.number(number) }).to_h
      end

      # Calls one with integers, of which the first may be a u64.
      def self.call(name, *integers)
        Core.invoke(@numbers[name], *integers)
      end

      def self.invoke(number, *integers)
        Wire.put(Wire::OUT, integers.pack("Q<*")) unless integers.empty?
        number.invoke(number)
        Wire::RESULT.unpack1("L<")
      end

      # Both ends of a new stream or future: readable, writable.
      def self.pair(number)
        number.invoke(number)
        Wire::RESULT.unpack("L<2")
      end

      def self.unit_pair = pair(@numbers[:unit_new])
    end

    # What a waitable set and the stream that wakes it are for: one task at a time.
    class Place
      attr_reader :set, :reader

      def initialize
        @set = Core.call(:set_new)
        @reader, @writer = Core.unit_pair
        @ringing = false
        Core.call(:join, @reader, @set)
      end

      # Makes the host enter the task that waits here.
      def ring
        return if @ringing

        @ringing = true
        Core.call(:unit_read, @reader, 0, 1)
        Core.call(:unit_write, @writer, 0, 1)
      end

      def rung = @ringing = false
    end

    # One call of an async export.
    class Task
      # `promises` are those that are not over, `unheard` errors of others that nobody has asked for.
      attr_reader :id, :title, :place, :ready, :borrowed, :promises, :unheard
      attr_accessor :live, :first, :cancelled

      def initialize(id, title, place)
        @id = id
        @title = title
        @place = place
        @ready = []
        @borrowed = []
        @promises = {}.compare_by_identity
        @unheard = []
        @live = 0
      end
    end

    # One line of execution inside a task: a fiber, and those that it resumes itself.
    class Strand
      attr_reader :task, :body, :root
      # Where to go on, with what, and what the event said that it waited for.
      attr_accessor :fiber, :value, :event, :state

      def initialize(task, root, body)
        @task = task
        @root = @fiber = root
        @body = body
        @state = :ready
      end
    end

    # What a strand goes on with instead of a value: an error to raise, or the end of its fiber.
    Interrupt = Data.define(:error)

    @tasks = {}
    @waiting = {} # waitable => the strand that waits, or what to do
    @parked = {}.compare_by_identity # fiber that waits => its strand
    @strands = {}.compare_by_identity # first fiber of a strand => strand
    @idle = [] # fibers whose strand is over: each has stacks that no collection counts
    @places = []
    @forsaken = [] # what a call still writes to that nobody waits for any more
    @last = 0
    @ended = 0

    class << self
      # The strand that runs; nil outside of tasks.
      attr_reader :strand

      # The task that runs; nil in synchronous exports and while files are loaded.
      def task = @strand&.task

      # An entry of a new task.
      def start(title, &body)
        @last = @last % 0x7fff_ffff + 1 while @tasks.key?(@last) || @last == 0
        task = @tasks[@last] = Task.new(@last, title, @places.pop || Place.new)
        Core.call(:backpressure_inc) if @tasks.size == MANY
        Core.call(:context_set, task.id)
        task.first = borrow(task) { answer(task, body) }
        run(task)
      end

      # An entry of a task that waits: (event, handle, payload) lie in {Wire::ARGS}.
      def resume
        code, handle, payload = Wire::ARGS.unpack("L<x4L<x4L<")
        @current = task = @tasks.fetch(Core.call(:context_get))
        if code == CANCELLED
          cancel(task)
        elsif handle == task.place.reader
          task.place.rung
        elsif handle != 0 && !(code == SUBTASK && payload < RETURNED)
          happened(handle, payload)
        end
        run(task)
      end

      # Starts a block beside the running strand. It gets a fiber that is used again afterwards.
      def borrow(task = needed("a block can't run beside the others"), &body)
        enlist(task, @idle.pop || Fiber.new(blocking: false, storage: nil) { serve }, body)
      end

      # The same with a fiber of its own, which runs at once.
      def schedule(&body)
        task = needed("`Fiber.schedule` has nobody to run the block")
        fiber = Fiber.new(blocking: false) do
          perform(@strand)
        ensure
          @ended += 1
        end
        strand = enlist(task, fiber, body)
        # In front of everything, and the running strand right behind.
        task.ready.unshift(task.ready.pop)
        suspend { |running| make_ready(running, nil, first: 1) } if @strand
        strand.root
      end

      # Leaves the running fiber until somebody makes its strand ready; gives what that one passes.
      def suspend
        strand = needed("waiting is impossible") && @strand
        @parked[strand.fiber = Fiber.current] = strand
        strand.state = :parked
        yield strand if block_given?
        MAIN.transfer
        go_on(strand)
      end

      # Makes a strand go on with a value, in an entry of its task.
      def ready(strand, value = nil)
        make_ready(strand, value) if strand&.state == :parked
      end

      # Raises an error where a strand waits; nil ends its fiber.
      def interrupt(strand, error)
        case strand.state
        when :parked then make_ready(strand, Interrupt.new(error))
        when :ready then strand.value = Interrupt.new(error)
        end
      end

      # The strand of a fiber that waits, or whose inner fiber does.
      def strand_of(fiber) = @parked[fiber] || @strands[fiber]

      # Waits for the next event of a waitable; gives what the event says.
      def wait(handle)
        needed("waiting is impossible")
        strand = @strand
        strand.event = nil
        listen(handle, strand)
        suspend until strand.event
        strand.event
      ensure
        # Who is interrupted, or whose fiber is ended, has not heard yet.
        ignore(handle) unless strand.nil? || strand.event
      end

      # Waits until a call has returned, then gives what the block makes of its result. Who is interrupted takes the
      # call back; `given` are the handles that it had got.
      def await(status, given = [], &lift)
        return yield if status & 15 == RETURNED

        handle = status >> 4
        unless @strand
          @forsaken << lift
          needed("the call has not returned at once")
        end
        begin
          wait(handle)
          returned = true
        ensure
          leave(handle, given, returned, &lift)
        end
        yield
      end

      # Calls a block in this task after some seconds; gives what {.forget} takes.
      def timer(seconds, &block)
        status = Core.call(:wait_for, nanoseconds(seconds))
        return yield && nil if status & 15 == RETURNED

        (status >> 4).tap { |handle| listen(handle, block) }
      end

      # Takes a timer back, if it is still running.
      def forget(timer)
        return unless timer && ignore(timer)

        Core.call(:subtask_cancel, timer)
        Core.call(:subtask_drop, timer)
      end

      # What a block that others may interrupt before it begins does first.
      def begun = go_on(@strand)

      # The running strand's task; an error where nothing can wait.
      def needed(problem)
        task or raise Error, "#{problem} in a synchronous export or while files are loaded: " \
                             "the function that is running must be an `async func` in WIT"
      end

      private

      # What the task has begun goes with it.
      def cancel(task)
        task.cancelled = true
        interrupt(task.first, Cancelled.new("the caller gave the call up"))
        task.promises.each_key(&:cancel)
      end

      def nanoseconds(seconds) = (seconds * 1_000_000_000).ceil.clamp(0, 0x7fff_ffff_ffff_ffff)

      def listen(handle, waiter)
        @waiting[handle] = waiter
        Core.call(:join, handle, task.place.set)
      end

      # True when nothing had happened.
      def ignore(handle)
        return false unless @waiting.delete(handle)

        Core.call(:join, handle, 0)
        true
      end

      def happened(handle, payload)
        waiter = @waiting.delete(handle) or return
        Core.call(:join, handle, 0)
        if waiter.is_a?(Strand)
          waiter.event = payload
          ready(waiter, payload)
        else
          Core.call(:subtask_drop, handle)
          waiter.call
        end
      end

      # A call ends: it has returned, or whoever waited takes it back.
      def leave(handle, given, returned, &lift)
        state = @strand.event || Core.call(:subtask_cancel, handle)
        Core.call(:subtask_drop, handle)
        return if returned

        unneeded(&lift) if state == RETURNED
        given.each(&:returned!) if state == UNSTARTED
      end

      # What nobody asked for any more: its handles end.
      def unneeded
        Wire.discard(yield)
      rescue ResultError => error
        Wire.discard(error.value)
      end

      # Where a strand goes on, with what, unless it is interrupted.
      def go_on(strand)
        value = strand.value
        strand.value = nil
        return value unless value.is_a?(Interrupt)

        value.error ? raise(value.error) : Fiber.current.kill
      end

      def make_ready(strand, value, first: nil)
        strand.state = :ready
        strand.value = value
        task = strand.task
        first ? task.ready.insert(first, strand) : task.ready << strand
        task.place.ring unless task.equal?(@current)
      end

      def enlist(task, fiber, body)
        strand = Strand.new(task, fiber, body)
        task.live += 1
        @strands[fiber] = strand
        task.ready << strand
        strand
      end

      # A fiber that serves one strand after another.
      def serve
        loop do
          perform(@strand)
          Thread.current.keys.each { |key| Thread.current[key] = nil }
          Fiber.current.storage&.each_key { |key| Fiber[key] = nil }
          @idle << Fiber.current
          MAIN.transfer
        end
      end

      # Nothing leaves a fiber but the end of the instance, which is the main fiber's.
      def perform(strand)
        strand.body.call
      rescue Exception => error
        @failure ||= error
      ensure
        @strands.delete(strand.root)
        strand.state = :over
        strand.task.live -= 1
      end

      # The user's function; one that lets itself be cancelled has no result.
      def answer(task, body)
        body.call
      rescue Cancelled
        raise unless task.cancelled

        Handles.drop_borrowed
        Core.call(:task_cancel)
      end

      # Everything that is ready in a task; gives the code for the host.
      def run(task)
        @current = task
        while (strand = task.ready.shift)
          enter(strand)
        end
        finish(task)
      rescue Exception => error
        Report.failed(task.title, error)
        raise
      ensure
        @current = @strand = nil
      end

      def enter(strand)
        @strand = strand
        @parked.delete(strand.fiber)
        strand.state = :running
        strand.fiber.transfer
        @strand = nil
        raise @failure if @failure
      end

      def collect
        @ended = 0
        GC.start
      end

      def finish(task)
        raise task.unheard.first if task.live == 0 && !task.unheard.empty?

        code = task.live > 0 ? WAIT | task.place.set << 4 : EXIT
        if code == EXIT
          Core.call(:backpressure_dec) if @tasks.size == MANY
          @tasks.delete(task.id)
          @places << task.place
        end
        Handles.sweep
        collect if @ended > ENDED
        Wire.put(Wire::RETURN, [code].pack("L<"))
        nil
      end
    end

    # What `sleep`, `Queue#pop`, `Mutex#lock`, `Fiber.schedule` and `Timeout.timeout` do inside a task. Files and standard
    # streams don't wait.
    class Scheduler
      def kernel_sleep(duration = nil) = block(:sleep, duration)
      def fiber(&) = Async.schedule(&)
      def unblock(_blocker, fiber) = Async.ready(Async.strand_of(fiber), true)
      def io_wait(_io, events, _timeout) = events
      def fiber_interrupt(fiber, exception) = fiber.raise(exception)
      def close = nil

      def block(_blocker, timeout = nil)
        return Async.suspend unless timeout

        waiting = Async.strand
        timer = Async.timer(timeout) { Async.ready(waiting, false) }
        return false unless timer

        begin
          Async.suspend
        ensure
          Async.forget(timer)
        end
      end

      def timeout_after(duration, type, message)
        waiting = Async.strand
        timer = Async.timer(duration) { Async.interrupt(waiting, type.new(message)) }
        raise type, message unless timer

        yield duration
      ensure
        Async.forget(timer)
      end
    end
    Fiber.set_scheduler(Scheduler.new)

    # A fiber that waits gets errors and its end from the dispatcher: raised directly, they would never give control
    # back.
    module Interrupts
      def raise(*arguments, **options)
        strand = Async.strand_of(self)
        return super if strand.nil? || strand.equal?(Async.strand)

        Async.interrupt(strand, Interrupts.error(*arguments, **options))
      end

      def kill
        strand = Async.strand_of(self)
        return super if strand.nil? || strand.equal?(Async.strand)

        Async.interrupt(strand, nil)
        self
      end

      # The exception that `raise` makes of its arguments.
      def self.error(*, **)
        Kernel.raise(*, **)
      rescue Exception => error # rubocop:disable Lint/RescueException
        error
      end
    end
    Fiber.prepend(Interrupts)
  end

  # Borrowed handles are valid until the task that got them returns.
  module Handles
    class << self
      alias_method :of_instance, :borrowed

      def borrowed = Async.task&.borrowed || of_instance
    end
  end

  # What a block gives that runs beside others.
  class Promise
    # Starts a block in a fiber of its own; see {Witloom.async}.
    def initialize
      @waiting = []
      @strand = Async.borrow do
        Async.begun
        @value = yield
      rescue StandardError, Cancelled => error
        @error = error
        @strand.task.unheard << error unless error.is_a?(Cancelled)
      ensure
        @over = true
        @strand.task.promises.delete(self)
        @waiting.each { |strand| Async.ready(strand) }
      end
      @strand.task.promises[self] = true
    end

    # The block's value, or its exception. Waits for it.
    def value
      wait until @over
      return @value unless @error

      @strand.task.unheard.delete(@error)
      raise @error
    end

    # Whether the block has ended.
    def over? = @over ? true : false

    # Ends the block: {Cancelled} is raised where it waits.
    def cancel
      Async.interrupt(@strand, Cancelled.new("the task was cancelled")) unless @over
    end

    private

    def wait
      strand = Async.strand
      Async.suspend { @waiting << strand }
    ensure
      @waiting.delete(strand)
    end
  end

  # Runs a block beside the caller, in the same call of an export, which lasts until the block has ended; when the call
  # is cancelled, so is the block. The block begins when the caller waits. An exception that nobody asks for with `value` ends the instance.
  def self.async(&) = Promise.new(&)
end
