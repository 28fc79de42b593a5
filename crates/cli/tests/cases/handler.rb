# frozen_string_literal: true

require "uri"

# Answers what the tests ask of handlers in every language.
class App
  def call(env)
    case env["PATH_INFO"]
    when "/hello" then hello(env)
    when "/echo" then [200, {}, ->(stream) { echo(stream) }]
    when "/none" then [204, {}, []]
    when "/fail" then raise "out of order"
    when "/late" then [200, {}, late]
    when "/bad" then [200, { "a b" => "c" }, ["bad"]]
    when "/ticks" then [200, {}, Enumerator.produce { "tick\n" }]
    else [404, {}, []]
    end
  end

  private

  def hello(env)
    name = URI.decode_www_form(env["QUERY_STRING"]).to_h["name"]
    headers = {
      "content-type" => "text/html; charset=utf-8",
      "set-cookie" => ["a=1", "b=2"],
      "connection" => "close"
    }
    [200, headers, ["<p>hello, #{name} at #{env["HTTP_HOST"]}, #{env["HTTP_X_KIND"]}"]]
  end

  def echo(stream)
    while (bytes = stream.read(1 << 16))
      stream << bytes
    end
  ensure
    stream.close
  end

  def late
    Enumerator.new do |parts|
      parts << "half"
      raise "too late"
    end
  end
end

Witloom::Rack.run App.new
