# frozen_string_literal: true

# The order in which a component comes to life: runtime, types, the user's files, then the glue that connects
# them. Until the glue is there no import can be called.
require "witloom/entry"
require "witloom/values"
require "witloom/wire"
require "witloom/handle"
require "witloom/table"
require "witloom/report"

module Witloom
  # The code between the user's and the shim, loaded last. The shim calls its methods `e…`, the user's modules
  # its methods `i…`.
  module Glue
    def self.method_missing(name, *)
      return super unless name.start_with?("i")

      raise Error, "an import can't be called while the files are loaded: call it from within an export"
    end

    def self.respond_to_missing?(name, all = false) = super

    # What an instance does that starts from a snapshot.
    def self.witloom_wake
      Wire.environment(Wire.requested)
      Random.srand
      OpenSSL::Random.seed(Random.urandom(64)) if defined?(OpenSSL::Random)
      Report.woken
      nil
    end
  end
end

# Nothing tells Ruby when an instance ends, so that what is written must not wait in a buffer.
$stdout.sync = true

begin
  require "gen/world"
  require Witloom::ENTRY
  require "gen/glue"
  Witloom::Report.missing(Witloom::Glue::EXPECTED)
rescue Exception => error
  Witloom::Report.unloadable(error)
  raise
end
