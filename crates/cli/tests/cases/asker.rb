# frozen_string_literal: true

require "net/http"

# Sends what the tests want others to be asked, in every language.
class App
  def call(env)
    query = URI.decode_www_form(env["QUERY_STRING"]).to_h
    uri = URI(query["url"])
    case env["PATH_INFO"]
    when "/pass" then [200, {}, ->(stream) { pass(uri, stream) }]
    when "/count" then [200, {}, [count(uri)]]
    else [200, {}, [get(uri, query["how"])]]
    end
  rescue StandardError => e
    [502, {}, ["#{e.class}: #{e.message}"]]
  end

  private

  def get(uri, how)
    limits = how == "limit" ? { open_timeout: 0.2, read_timeout: 0.2 } : {}
    answer = open(uri, **limits) { |http| http.request(request(uri, how)) }
    return follow(uri, answer, how) if answer.is_a?(Net::HTTPRedirection) && how != "manual"

    "#{answer.code} #{answer.get_fields("x-seen").join(", ")} #{answer.body}"
  end

  # Ruby leaves that to its users.
  def follow(uri, answer, how)
    target = URI.join(uri, answer["location"])
    same = [target.scheme, target.host, target.port] == [uri.scheme, uri.host, uri.port]
    get(target, how == "secret" && same ? how : nil)
  end

  def request(uri, how)
    request = how == "post" ? Net::HTTP::Post.new(uri) : Net::HTTP::Get.new(uri)
    request.body = "posted" if how == "post"
    request["X-Kind"] = "one, two"
    if how == "secret"
      request["Authorization"] = "Basic abc"
      request["Cookie"] = "a=1"
    end
    request
  end

  def count(uri)
    total = 0
    open(uri) do |http|
      http.request_get(uri) { |answer| answer.read_body { |piece| total += piece.bytesize } }
    end
    total.to_s
  end

  def pass(uri, stream)
    request = Net::HTTP::Post.new(uri, "Transfer-Encoding" => "chunked")
    request.body_stream = stream
    open(uri) do |http|
      http.request(request) { |answer| answer.read_body { |piece| stream << piece } }
    end
  ensure
    stream.close
  end

  def open(uri, **limits, &)
    Net::HTTP.start(uri.hostname, uri.port, use_ssl: uri.scheme == "https", **limits, &)
  end
end

Witloom::Rack.run App.new
