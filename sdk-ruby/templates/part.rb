# frozen_string_literal: true

# Answers the calls of the interface `%EXPORT%`; `gen/exports` says what it asks for.
module Exports::%MODULE%
  def self.greet(name)
    raise Witloom::ResultError, "a name is needed" if name.empty?

    "hello, #{name}, from Ruby"
  end
end
