# frozen_string_literal: true

require "minitest"
require "minitest/mock"
