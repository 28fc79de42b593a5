# frozen_string_literal: true

# The order in which a component comes to life: runtime, types, the user's files, then the glue that connects
# them. Until the glue is there no import can be called.
require "witloom/entry"
$LOAD_PATH.insert(2, *Witloom::GEMS.map { |folder| "#{Witloom::Files::ROOT}/#{folder}" })
# Gems that Ruby itself brings, which RubyGems would find.
$LOAD_PATH.push(*Dir["/usr/local/lib/ruby/gems/*/gems/*/lib"])
require "witloom/surroundings"
require "witloom/packed"
require "witloom/values"
require "witloom/wire"
require "witloom/handle"
require "witloom/table"
require "witloom/program"
require "witloom/report"

module Witloom
  # The code between the user's and the shim, loaded last. The user's modules call its methods `call_…`.
  module Glue
    def self.method_missing(name, *)
      return super unless name.start_with?("call_")

      raise Error, "an import can't be called while the files are loaded: call it from within an export"
    end

    def self.respond_to_missing?(name, all = false) = super
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
