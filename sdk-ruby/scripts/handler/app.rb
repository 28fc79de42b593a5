# frozen_string_literal: true

# Answers requests with bodies that come bit by bit.
module Exports::Handler
  Types = Imports::Types
  DONE = Witloom::Ok.new(nil)

  class << self
    def handle(request)
      case request.get_path_with_query
      when "/lines" then answer(*lines(3))
      when "/upper"
        body, trailers = Types::Request.consume_body(request, DONE)
        answer(body.lazy.map(&:upcase), trailers)
      else
        raise Witloom::ResultError, Types::ErrorCode::LoopDetected.new
      end
    end

    private

    # Lines, one after another, and the trailers, which come when all are written.
    def lines(count)
      over = Queue.new
      body = lambda do |out|
        count.times do |number|
          sleep 0.001
          out << "line #{number}\n"
        end
        over << DONE
      end
      [body, -> { over.pop }]
    end

    def answer(body, trailers)
      response, sent = Types::Response.new_(Types::Fields.new, body, trailers)
      sent.close
      response
    end
  end
end
