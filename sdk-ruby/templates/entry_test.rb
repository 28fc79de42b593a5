# frozen_string_literal: true

require "minitest/autorun"
require "app"

class AppTest < Minitest::Test
  def test_greets
    out, = capture_io { %STUBS%Exports::Run.run%ENDS% }
    assert out.start_with?("hello from Ruby\n")
  end
end
