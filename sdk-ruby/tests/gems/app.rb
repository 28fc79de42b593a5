# frozen_string_literal: true

require "bundler/setup"
require "atlas"
require "base64"
require "csv"
require "rexml/document"

module Exports::Api
  def self.say
    ours = [CSV.parse_line("a,\"b c\"").join("|"), Base64.strict_encode64("a"), REXML::Document.new("<a>1</a>").root.text]
    [*Atlas.ways, Atlas::Late::WORD, *ours].join("\n")
  end
end
