# frozen_string_literal: true

require "minitest/autorun"
require "app"

class AppTest < Minitest::Test
  def test_uses_the_name
    assert_equal "hello, Ada, from Ruby", Exports::%MODULE%.greet("Ada")
  end

  def test_needs_a_name
    assert_raises(Witloom::ResultError) { Exports::%MODULE%.greet("") }
  end
end
