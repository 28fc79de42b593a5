# frozen_string_literal: true

# Makes one call and says which side saw a difference.
module Exports::Player
  def self.play(function, vector)
    ::Imports::Control.expect(function, vector)
    difference = ::Plays.public_send(:"play#{function}", vector)
    complaint = ::Imports::Control.complaint
    said = []
    said << "callee: #{complaint}" if complaint
    said << "caller: #{difference}" if difference
    raise ::Witloom::ResultError, said.join("; ") unless said.empty?
  end
end
