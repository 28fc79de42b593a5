# frozen_string_literal: true

require "kramdown"
require "mustache"
require "rack"

# A view as mustache's users write it, with its template beside it.
class Greeting < Mustache
  self.template_path = __dir__

  def names = [{ name: "Ada" }, { name: "<Bob>" }]
end

module Exports::Api
  APP = Rack::Builder.new do
    use Rack::ContentLength
    use Rack::ETag
    map("/greet") do
      run lambda { |env|
        request = Rack::Request.new(env)
        [200, { "Content-Type" => "text/plain" }, ["hello, #{request.params["name"]} at #{request.path_info}"]]
      }
    end
  end.to_app

  def self.say
    answer = Rack::MockRequest.new(APP).get("/greet/you?name=Ada+B")
    [
      Kramdown::Document.new("# Hi *you*\n\n* a `b`\n* [c](d \"e\") &copy; <br>\n", auto_ids: false).to_html,
      Greeting.render,
      Mustache.render("{{#list}}{{.}};{{/list}}{{{raw}}}", list: [1, 2], raw: "<"),
      "#{answer.status} #{answer.body} #{answer.headers["Content-Length"]} #{Rack::MockRequest.new(APP).get("/").status}",
      Rack::Mime.mime_type(".html"),
    ].join("\n")
  end
end
