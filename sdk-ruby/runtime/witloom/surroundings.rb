# frozen_string_literal: true

module Witloom
  # What is around a program is text of UTF-8; CRuby takes it for ASCII where nobody sets a locale.
  module Surroundings
    ENCODING = Encoding::UTF_8

    # What to do about a path that no granted folder holds.
    HINT = "no granted folder holds it, grant one with `--dir`"

    # Variables with an encoding.
    module Variables
      def [](name) = Surroundings.text(super)
      def delete(name, &) = Surroundings.text(super)
      def each(...) = to_h.each(...)
      def each_pair(...) = to_h.each_pair(...)
      def fetch(name, *, &) = Surroundings.text(super)
      def select(...) = to_h.select(...)
      def slice(*names) = to_h.slice(*names)
      def to_a = to_h.to_a
      def to_hash = to_h
      def values = to_h.values
      def values_at(*names) = to_h.values_at(*names)

      def to_h(&block)
        all = super().transform_values { |value| Surroundings.text(value) }
        block ? all.to_h(&block) : all
      end
    end

    # An error of a path that was not granted says how to grant it.
    module Denied
      def message = Surroundings.granted?(super) ? super : "#{super} (#{HINT})"
    end

    # What starts programs says that there are none, where CRuby for WASI gives nil.
    module Processes
      def spawn(*) = raise(NotImplementedError, "spawn() function is unimplemented on this machine")
      def `(_command) = raise(NotImplementedError, "`() function is unimplemented on this machine")
    end

    class << self
      def text(value)
        return value unless value.is_a?(String) && value.encoding != ENCODING

        text = value.dup.force_encoding(ENCODING)
        text.valid_encoding? ? text.freeze : value
      end

      # Whether a folder holds the path that an error is about: then something that leads there exists.
      def granted?(message)
        path = message[/ - (.*)\z/m, 1] or return true
        path = File.expand_path(path, "/")
        path = File.dirname(path) until path == "/" || File.exist?(path)
        File.exist?(path)
      end
    end

    Encoding.default_external = ENCODING
    [$stdin, $stdout, $stderr].each { |io| io.set_encoding(ENCODING) }
    ENV.singleton_class.prepend(Variables)
    Errno::EACCES.prepend(Denied)
    [Object, Kernel.singleton_class, Process.singleton_class].each { |place| place.prepend(Processes) }
  end
end
