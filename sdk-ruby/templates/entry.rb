# frozen_string_literal: true

# The app starts here.
module Exports::Run
  def self.run
    puts "hello from Ruby"
%CALLS%  end
end
