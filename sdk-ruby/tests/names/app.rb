# frozen_string_literal: true

# Imports answer with what they got.
module Echo
  def invoke(_other)
    Witloom::Wire.put(Witloom::Wire::RESULT, Witloom::Wire::OUT[0, 64])
    false
  end
end
JS::Object.prepend(Echo)

# Implements what the world exports by giving back the last parameter, and calls everything.
module Names
  SEVEN = [7, 7, 7].pack("Q<3")

  # A method of Ruby's own, whatever the module calls its functions.
  def self.ask(mod, name, *arguments) = Module.instance_method(name).bind_call(mod, *arguments)

  # The owner of a path, made where it is missing.
  def self.owner(path)
    path.split("::").inject(Object) do |scope, name|
      known = ask(scope, :const_defined?, name, false)
      known ? ask(scope, :const_get, name, false) : ask(scope, :const_set, name, Class.new)
    end
  end

  def self.implement(expected)
    expected.each do |path, name, arity, kind, _|
      next owner(path) if kind == :class

      parameters = Array.new(arity) { |i| "p#{i}" }
      scope = kind == :singleton ? ask(owner(path), :singleton_class) : owner(path)
      ask(scope, :class_eval, "def #{name}(#{parameters.join(", ")}) = #{parameters.last || "nil"}", "names.rb", 1)
    end
  end

  # Every export that takes a number gives it back.
  def self.answer(expected)
    expected.each_with_index do |(_, name, arity, kind, title), number|
      next if arity != 1 || kind != :singleton

      Witloom::Wire.put(Witloom::Wire::ARGS, [1, 1].pack("Q<2"))
      Witloom::Wire.put(Witloom::Wire::RETURN, "\0" * 16)
      Witloom::Glue.__send__(format("e%06d", number))
      got = Witloom::Wire::RETURN.getbyte(0)
      raise "#{title} (#{name}) gave #{got}" unless got == 1
    end
  end

  # Every import that takes a number gives it back; a method gives back its handle.
  def self.call
    modules = Imports.constants.map { |name| Imports.const_get(name, false) }
    modules.each do |mod|
      ask(mod, :singleton_methods, false).each do |name|
        next if name.match?(/\Ae\d+\z/)

        got = mod.__send__(name, 7)
        raise "#{mod}.#{name} gave #{got}" unless got == 7
      end
    end
    ask(Imports::Statics::Thing, :singleton_methods, false).each do |name|
      next if %i[new open].include?(name)

      got = Imports::Statics::Thing.__send__(name, 7)
      raise "static #{name} gave #{got}" unless got == 7
    end
    thing = Imports::Methods::Thing.new(9)
    ask(Imports::Methods::Thing, :instance_methods, false).each do |name|
      got = thing.__send__(name, 7)
      raise "method #{name} gave #{got}" unless got == 9
    end
    thing.close!
    raise "the handle is open" unless thing.closed?
  end
end

module Witloom
  module Report
    class << self
      alias_method :really_missing, :missing

      def missing(expected)
        $VERBOSE = true
        Files.paths.grep(/\A(gen|witloom)\//).each { |path| RubyVM::InstructionSequence.compile(Files.read(path), path) }
        Names.implement(expected)
        really_missing(expected)
        Names.answer(expected)
        Names.call
        $stderr.puts "all is well"
      end
    end
  end
end
