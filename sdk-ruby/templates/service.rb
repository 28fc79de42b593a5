# frozen_string_literal: true

require "uri"

# Answers the app's HTTP requests.
class App
  # Greets whom the query names%CALLING%.
  def call(env)
    return [404, {}, []] unless env["PATH_INFO"] == "/"

    name = URI.decode_www_form(env["QUERY_STRING"]).to_h.fetch("name", "world")
    lines = ["hello, #{name}, from Ruby"]
%CALLS%    [200, { "content-type" => "text/plain; charset=utf-8" }, lines.map { |line| "#{line}\n" }]
  end
end

# The application of a framework is run in the same way.
Witloom::Rack.run App.new
