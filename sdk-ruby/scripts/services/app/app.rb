# frozen_string_literal: true

require_relative "catalog"

Witloom::Rack.run Catalog.new
