package site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import witloom.http.HttpRequest;
import witloom.http.HttpResponse;
import witloom.http.HttpService;

/** Answers what the tests ask of handlers in every language. */
public final class Main implements HttpService {
  @Override
  public HttpResponse handle(HttpRequest request) throws Exception {
    switch (request.uri().getPath()) {
      case "/hello":
        return hello(request);
      case "/echo":
        return echo(request);
      case "/none":
        return HttpResponse.of(204);
      case "/fail":
        throw new IllegalStateException("out of order");
      case "/late":
        return HttpResponse.of(200).body(Main::late);
      case "/bad":
        return HttpResponse.of(200).header("a b", "c");
      case "/ticks":
        return HttpResponse.of(200).body(Main::ticks);
      default:
        return HttpResponse.of(404, "not found\n");
    }
  }

  private static HttpResponse hello(HttpRequest request) {
    String name = request.query("name").orElse("");
    String kinds = String.join(", ", request.headers().allValues("X-Kind"));
    String text = "<p>hello, " + name + " at " + request.uri().getHost() + ", " + kinds;
    return HttpResponse.of(200, text)
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Set-Cookie", "a=1")
        .header("Set-Cookie", "b=2")
        .header("Connection", "close");
  }

  private static HttpResponse echo(HttpRequest request) {
    AtomicLong count = new AtomicLong();
    HttpResponse response =
        HttpResponse.of(200)
            .body(
                out -> {
                  InputStream in = request.body();
                  byte[] chunk = new byte[65536];
                  for (int got; (got = in.read(chunk)) >= 0; ) {
                    out.write(chunk, 0, got);
                    count.addAndGet(got);
                  }
                });
    return response.trailer("X-Count", () -> count + " " + sum(request));
  }

  private static String sum(HttpRequest request) {
    try {
      return request.trailers().firstValue("X-Sum").orElse("");
    } catch (IOException problem) {
      return problem.getMessage();
    }
  }

  private static void late(OutputStream out) throws IOException {
    out.write("half".getBytes(StandardCharsets.UTF_8));
    out.flush();
    throw new IllegalStateException("too late");
  }

  private static void ticks(OutputStream out) throws IOException {
    try {
      for (; ; ) {
        out.write("tick\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } finally {
      System.err.println("the client left");
    }
  }
}
