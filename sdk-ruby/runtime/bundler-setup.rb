# frozen_string_literal: true

# Stands for `require "bundler/setup"`: the gems of the component are on the load path already.
