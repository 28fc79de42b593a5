package witloom.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import wit.wasi.http.exports.Handler;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.Request;
import wit.wasi.http.imports.Types.Response;
import wit.wasi.http.imports.Types.ResponseSetStatusCodeException;
import witloom.rt.Future;
import witloom.rt.HttpBody;
import witloom.rt.ItemStream;
import witloom.rt.Result;

/** Answers calls of WASI 0.3's handler, which return the head: threads go on with the bodies. */
final class Answer {
  private Answer() {}

  static Response to(HttpHandler handler, Request incoming)
      throws Handler.ErrorCodeException, InterruptedException {
    HttpRequest request;
    try {
      request = requestOf(incoming);
    } catch (IllegalArgumentException problem) {
      throw new Handler.ErrorCodeException(new ErrorCode.HttpRequestUriInvalid());
    }
    try {
      return start(Exchange.of(handler, request));
    } catch (InterruptedException | CancellationException cancelled) {
      throw cancelled;
    } catch (Throwable problem) {
      Exchange.report(request, problem);
      throw new Handler.ErrorCodeException(Exchange.failed(problem));
    }
  }

  private static HttpRequest requestOf(Request incoming) {
    HttpRequest request =
        new HttpRequest(
            incoming.getMethod(),
            incoming.getScheme(),
            incoming.getAuthority(),
            incoming.getPathWithQuery(),
            headers(incoming.getHeaders()));
    var came = Request.consumeBody(incoming, Future.of(Result.ok(null)));
    HttpBody<HttpHeaders> body =
        new HttpBody<>(
            came.f0(),
            came.f1(),
            trailers -> trailers.map(Answer::headers).orElse(HttpHeaders.NONE),
            problem -> new IOException("the request's body was cut: " + problem));
    return request.with(body, body::end);
  }

  private static HttpHeaders headers(Fields fields) {
    try (fields) {
      return HttpHeaders.of(fields.copyAll());
    }
  }

  private static Response start(Exchange exchange) {
    Fields head = exchange.head();
    Future<Result<Optional<Fields>, ErrorCode>> none = Future.of(Result.ok(Optional.empty()));
    if (!exchange.isBodied()) {
      return made(exchange, head, Optional.empty(), none);
    }
    Optional<InputStream> whole = exchange.whole().map(ByteArrayInputStream::new);
    if (whole.isPresent()) {
      return made(exchange, head, whole, none);
    }
    BlockingQueue<Result<Optional<Fields>, ErrorCode>> outcome = new ArrayBlockingQueue<>(1);
    InputStream body = ItemStream.bytes(out -> outcome.add(exchange.write(out)));
    return made(exchange, head, Optional.of(body), Future.async(outcome::take));
  }

  private static Response made(
      Exchange exchange,
      Fields head,
      Optional<InputStream> body,
      Future<Result<Optional<Fields>, ErrorCode>> trailers) {
    var made = Response.new_(head, body, trailers);
    made.f1().close();
    try {
      made.f0().setStatusCode(exchange.status());
    } catch (ResponseSetStatusCodeException problem) {
      throw exchange.noStatus(problem);
    }
    return made.f0();
  }
}
