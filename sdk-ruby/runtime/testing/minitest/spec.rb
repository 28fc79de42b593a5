# frozen_string_literal: true

raise LoadError, "`describe` and `it` belong to minitest itself: name it in the `Gemfile`; witloom's own part of it has Minitest::Test"
