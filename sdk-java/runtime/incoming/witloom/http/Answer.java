package witloom.http;

import java.io.IOException;
import java.util.Optional;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.ErrorCodeException;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.IncomingRequest;
import wit.wasi.http.imports.Types.OutgoingBody;
import wit.wasi.http.imports.Types.OutgoingResponse;
import wit.wasi.http.imports.Types.OutgoingResponseSetStatusCodeException;
import wit.wasi.http.imports.Types.ResponseOutparam;
import witloom.rt.Result;
import witloom.rt.WitException;

/** Answers calls of WASI 0.2's handler, which go on until the response's body was sent. */
final class Answer {
  private Answer() {}

  static void to(HttpHandler handler, IncomingRequest incoming, ResponseOutparam out) {
    HttpRequest request;
    try (incoming) {
      request = requestOf(incoming);
    } catch (IllegalArgumentException problem) {
      ResponseOutparam.set(out, Result.err(new ErrorCode.HttpRequestUriInvalid()));
      return;
    }
    answer(handler, request, out);
    try {
      request.body().close();
    } catch (IOException problem) {
      throw new IllegalStateException("a body of ours closes without a problem", problem);
    }
  }

  private static void answer(HttpHandler handler, HttpRequest request, ResponseOutparam out) {
    Exchange exchange;
    OutgoingResponse response;
    Optional<OutgoingBody> body;
    try {
      exchange = Exchange.of(handler, request);
      response = responseOf(exchange);
      body = exchange.isBodied() ? Optional.of(bodyOf(response)) : Optional.empty();
    } catch (Throwable problem) {
      Exchange.report(request, problem);
      ResponseOutparam.set(out, Result.err(Exchange.failed(problem)));
      return;
    }
    ResponseOutparam.set(out, Result.ok(response));
    body.ifPresent(sent -> send(exchange, request, sent));
  }

  private static HttpRequest requestOf(IncomingRequest incoming) {
    HttpHeaders headers = headers(incoming.headers());
    HttpRequest request =
        new HttpRequest(
            incoming.method(),
            incoming.scheme(),
            incoming.authority(),
            incoming.pathWithQuery(),
            headers);
    try {
      BodyReader body = new BodyReader(incoming.consume());
      return request.with(body, body::end);
    } catch (WitException problem) {
      throw new IllegalStateException("the request's body was taken by another", problem);
    }
  }

  static HttpHeaders headers(Fields fields) {
    try (fields) {
      return HttpHeaders.of(fields.entries());
    }
  }

  private static OutgoingResponse responseOf(Exchange exchange) {
    OutgoingResponse response = new OutgoingResponse(exchange.head());
    try {
      response.setStatusCode(exchange.status());
    } catch (OutgoingResponseSetStatusCodeException problem) {
      response.close();
      throw exchange.noStatus(problem);
    }
    return response;
  }

  private static OutgoingBody bodyOf(OutgoingResponse response) {
    try {
      return response.body();
    } catch (WitException problem) {
      response.close();
      throw new IllegalArgumentException("the response's content-length is no number", problem);
    }
  }

  /** Sends a body. One that is dropped before its end is cut off. */
  private static void send(Exchange exchange, HttpRequest request, OutgoingBody body) {
    Result<Optional<Fields>, ErrorCode> outcome;
    try (BodyWriter writer = new BodyWriter(body.write())) {
      outcome = exchange.write(writer);
    } catch (WitException problem) {
      throw new IllegalStateException("the response's body was taken by another", problem);
    }
    if (outcome instanceof Result.Ok<Optional<Fields>, ErrorCode> whole) {
      try {
        OutgoingBody.finish(body, whole.value());
      } catch (ErrorCodeException problem) {
        Exchange.report(request, problem);
      }
    } else {
      body.close();
    }
  }
}
