# frozen_string_literal: true

module Witloom
  # The program that an instance is: its arguments and its end.
  module Program
    # Tells the numbers of the functions that the runtime itself calls.
    def self.open(arguments:, exit:)
      @arguments = Wire.number(arguments)
      @exit = Wire.number(exit)
    end

    # What is known only when an instance starts, after the files were loaded.
    def self.start
      @arguments.invoke(@arguments)
      name, *arguments = Wire.texts(*Wire::RESULT.unpack("L<2"))
      $0 = name if name
      ARGV.replace(arguments)
      nil
    end

    # An instance that starts from a snapshot gets what it must not share with others.
    def self.wake
      Wire.environment(Wire.requested)
      Random.srand
      OpenSSL::Random.seed(Random.urandom(64)) if defined?(OpenSSL::Random)
      nil
    end

    # Ends the instance with a status. Files that were not closed keep what was written to them.
    def self.leave(status)
      ObjectSpace.each_object(IO) { |io| io.flush unless io.closed? }
      Wire.call(@exit, status & 0xff)
    end
  end
end

module Kernel
  # CRuby's own would lose the status.
  def exit!(status = false)
    status = { true => 0, false => 1 }.fetch(status, status)
    Witloom::Program.leave(status)
  end
  module_function :exit!
end

module Process
  def self.exit!(...) = Kernel.exit!(...)
end
