package site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import witloom.http.HttpResponse;
import witloom.http.HttpService;

/** Sends what the tests want others to be asked, in every language. */
public final class Main implements HttpService {
  @Override
  public HttpResponse handle(witloom.http.HttpRequest request) throws Exception {
    URI url = URI.create(request.query("url").orElseThrow());
    try {
      switch (request.uri().getPath()) {
        case "/pass":
          return passed(url, request.body());
        case "/count":
          return HttpResponse.of(200, String.valueOf(count(url)));
        default:
          return HttpResponse.of(200, get(url, request.query("how").orElse("")));
      }
    } catch (IOException | UncheckedIOException problem) {
      return HttpResponse.of(502, problem.toString());
    }
  }

  private static String get(URI url, String how) throws IOException, InterruptedException {
    boolean stays = how.equals("manual");
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(stays ? HttpClient.Redirect.NEVER : HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).header("X-Kind", "one").header("X-Kind", "two");
    switch (how) {
      case "limit":
        request.timeout(Duration.ofMillis(200));
        break;
      case "secret":
        request.header("Authorization", "Basic abc").header("Cookie", "a=1");
        break;
      case "post":
        request.POST(BodyPublishers.ofString("posted"));
        break;
      default:
        break;
    }
    if (!how.isEmpty() && !stays) {
      return seen(client.send(request.build(), BodyHandlers.ofString()));
    }
    var coming = client.sendAsync(request.build(), BodyHandlers.ofString());
    if (stays) {
      var given = client.sendAsync(request.build(), BodyHandlers.ofString());
      given.cancel(true);
      if (!given.isCancelled() || !given.isDone()) {
        throw new IOException("it goes on");
      }
    }
    try {
      return coming
          .thenApply(Main::seen)
          .thenCombine(CompletableFuture.supplyAsync(() -> ""), String::concat)
          .get();
    } catch (ExecutionException problem) {
      throw problem.getCause() instanceof IOException late ? late : new IOException(problem);
    }
  }

  private static String seen(java.net.http.HttpResponse<String> answer) {
    String seen = String.join(", ", answer.headers().allValues("x-seen"));
    return answer.statusCode() + " " + seen + " " + answer.body();
  }

  private static long count(URI url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url.toString()).openConnection();
    long count = 0;
    try (InputStream body = connection.getInputStream()) {
      byte[] piece = new byte[65536];
      for (int got; (got = body.read(piece)) >= 0; ) {
        count += got;
      }
    }
    return count;
  }

  private static HttpResponse passed(URI url, InputStream body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url).POST(BodyPublishers.ofInputStream(() -> body)).build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    return HttpResponse.of(answer.statusCode()).body(answer.body());
  }
}
