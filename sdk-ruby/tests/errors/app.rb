# frozen_string_literal: true

require "json"

module Exports::Api
  class Thing
    def initialize(n) = @n = n
    def twice = @n * 2
  end

  def self.add(a, b) = a + b

  def self.deep(n) = deep(n + 1) + 1

  def self.go(how)
    GC.stress = true if ENV["STRESS"]
    case how
    when "declared" then raise Witloom::ResultError, how
    when "boom" then raise how
    when "thread" then survive(NotImplementedError) { Thread.new { 1 } }
    when "survived exit" then survive(SystemExit) { exit }
    when "abort" then survive(SystemExit) { abort "bye" }
    when "deep" then survive(SystemStackError) { deep(0) }
    when "throw" then catch(:done) { throw :done, 7 }
    when "fiber" then Fiber.new { 7 }.resume
    when "json" then JSON.parse("[7]").first
    when "callback" then survive(KeyError) { [1].each { {}.fetch(:x) } }
    when "exit" then exit
    when "exit 5" then exit 5
    when "exit! 6" then exit! 6
    when "abort in vain" then abort "bye"
    when "uncaught thread" then Thread.new { 1 }
    when "uncaught deep" then deep(0)
    when "wrong result" then 300
    when "wrong error" then raise Witloom::ResultError, 5
    when "wrong argument" then Imports::Host.shout(-1, [])
    when "wrong element" then Imports::Host.shout(1, [["a", 1], ["b", "x"]])
    end
  end

  def self.survive(error)
    yield
    0
  rescue error
    7
  end
end
