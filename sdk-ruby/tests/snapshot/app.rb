# frozen_string_literal: true

require "openssl"
require "securerandom"

# Every source of random numbers has been used before the snapshot is taken.
module Exports::Api
  ENV["LOADED"] = "while building"

  SOURCES = {
    "kernel" => -> { rand(2**64) },
    "random" => -> { Random.rand(2**64) },
    "bytes" => -> { Random.bytes(8).unpack1("Q<") },
    "shuffle" => -> { (1..40).to_a.shuffle },
    "seed" => -> { Random.seed },
    "securerandom" => -> { SecureRandom.hex },
    "openssl" => -> { OpenSSL::Random.random_bytes(8).unpack1("Q<") }
  }.freeze
  SOURCES.each_value(&:call)

  def self.draw(source) = SOURCES.fetch(source).call.to_s
  def self.variable(name) = ENV[name]
  def self.arguments = ARGV
  def self.contents(path) = File.read(path)
end
