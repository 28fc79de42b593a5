# frozen_string_literal: true

# Tells the callee which call comes next, and gives what was wrong with it.
module Exports::Control
  def self.expect(_function, vector)
    ::Script.expect(vector)
  end

  def self.complaint = ::Script.take_complaint
end
