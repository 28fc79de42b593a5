# frozen_string_literal: true

require "sinatra/base"

# Answers by routes of Sinatra's.
class App < Sinatra::Base
  set :environment, :production

  before { headers "x-before" => "1" }

  get("/items/:sku") { "item #{params["sku"]} #{params["q"]}" }
  get("/pages/*.*") { |name, kind| erb "<p><%= name %> as <%= kind %></p>", locals: { name:, kind: } }
  get("/stream") { stream { |out| 3.times { |n| out << "line #{n}\n" } } }
  get("/halt") { halt 418, "short and stout" }
  get("/fail") { raise "out of order" }

  post "/form" do
    file = params["file"] or redirect to("/items/#{params["sku"]}"), 303
    response.set_cookie "seen", value: params["sku"]
    "#{params["sku"]} #{file["filename"]} #{file["tempfile"].read}"
  end

  not_found { "nothing there" }
end

Witloom::Rack.run App
