# frozen_string_literal: true

module Witloom
  # What people read when something goes wrong.
  module Report
    # Frames of the runtime and of generated code say nothing to the user.
    INTERNAL = %r{\A#{Files::ROOT}/(?:witloom|gen)/|\Aeval:|\A\(eval|<internal:}

    # The frame in which the engine begins is nobody's.
    ENGINE = /\A-e:/

    # Where methods come from that the user didn't write.
    BUILT_IN = [BasicObject, Kernel, Object, Module, Class].freeze

    # A class of the user's may have a method of that name for WIT's sake.
    INSTANCE_METHOD = Module.instance_method(:instance_method)

    # An export that ended with an exception: its text on stderr. The caller raises on, which traps. `exit` is no
    # failure, and ends here.
    def self.failed(export, error)
      Program.leave(error.status) if error.is_a?(SystemExit)
      $stderr.write("witloom: ruby export `#{export}` failed: #{error.class}: #{text(error)}\n", backtrace(error))
      $stderr.write("  `--env #{error.key}=VALUE` grants it\n") if variable?(error)
      $stderr.flush
    end

    # Whether a variable was asked for that isn't set.
    def self.variable?(error) = error.is_a?(KeyError) && error.receiver.equal?(ENV)

    # The other side did what the canonical ABI doesn't allow.
    def self.broken(what)
      $stderr.write("witloom: the canonical ABI was broken: #{what}\n", backtrace(Error.new.tap { |e| e.set_backtrace(caller) }))
      $stderr.flush
    end

    # The files can't be loaded: one block that the build reads.
    def self.unloadable(error)
      $stderr.write("witloom: can't load: #{error.class}: #{text(error)}\n", backtrace(error))
      $stderr.flush
    end

    # The message, with paths as the user knows them.
    def self.text(error) = relative(error.message)

    def self.relative(text) = text.gsub("#{Files::ROOT}/", "")

    def self.backtrace(error)
      all = [error, error.cause].compact.map { |each| (each.backtrace || []).grep_v(ENGINE) }
      lines = all.map { |each| each.grep_v(INTERNAL) }.find(&:any?) || all.first
      lines = lines.first(24) + ["... #{lines.size - 32} more"] + lines.last(8) if lines.size > 33
      lines.map { |line| "  #{relative(line)}\n" }.join
    end

    # Fails unless everything that the world exports is implemented: `[owner, method, arity, singleton]`.
    def self.missing(expected)
      problems = expected.filter_map { |owner, *rest| problem(owner, *rest) }
      raise NotImplementedError, problems.join("\n") unless problems.empty?
    end

    def self.problem(owner, name, arity, kind, export)
      constant = Object.const_get(owner)
      return if kind == :class

      method = find(constant, name, kind) or return "`#{export}` needs the method `#{label(owner, name, kind)}`"
      return if fits?(method, arity)

      "`#{label(owner, name, kind)}` takes #{describe(method)}, but `#{export}` has #{arity} (#{place(method)})"
    rescue NameError
      "`#{export}` needs the class `#{owner}`"
    end
    private_class_method :problem

    def self.find(constant, name, kind)
      scope = kind == :singleton ? class << constant; self; end : constant
      method = INSTANCE_METHOD.bind_call(scope, name)
      method unless BUILT_IN.include?(method.owner) && name != :initialize
    rescue NameError
      nil
    end

    def self.label(owner, name, kind) = "#{owner}#{kind == :instance ? "#" : "."}#{name}"

    def self.fits?(method, arity)
      return arity == 0 if method.owner == BasicObject

      required = method.arity
      required >= 0 ? required == arity : optional(method, arity)
    end

    def self.optional(method, arity)
      kinds = method.parameters.map(&:first)
      return false if kinds.include?(:keyreq)

      arity.between?(kinds.count(:req), kinds.include?(:rest) ? arity : kinds.count { |k| %i[req opt].include?(k) })
    end

    def self.describe(method)
      count = method.arity
      count.negative? ? "at least #{-count - 1} arguments" : "#{count} argument#{"s" unless count == 1}"
    end

    def self.place(method)
      location = method.source_location
      location ? relative(location.join(":")) : "built in"
    end
  end
end
