package org.teavm.classlib.java.net.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.teavm.classlib.java.util.concurrent.TCompletableFuture;
import witloom.lib.http.Redirects;
import witloom.lib.http.Sending;
import witloom.rt.Requests;

/** The client that there is. */
final class TClient extends THttpClient {
  private final Optional<Duration> connectTimeout;
  private final Redirect redirects;
  private final Version version;
  private final Optional<Executor> executor;

  TClient(Duration connectTimeout, Redirect redirects, Version version, Executor executor) {
    this.connectTimeout = Optional.ofNullable(connectTimeout);
    this.redirects = redirects;
    this.version = version;
    this.executor = Optional.ofNullable(executor);
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return connectTimeout;
  }

  @Override
  public Redirect followRedirects() {
    return redirects;
  }

  @Override
  public Version version() {
    return version;
  }

  @Override
  public Optional<Executor> executor() {
    return executor;
  }

  @Override
  public <T> THttpResponse<T> send(
      THttpRequest request, THttpResponse.BodyHandler<T> responseBodyHandler)
      throws IOException, InterruptedException {
    try {
      return exchange(request, responseBodyHandler);
    } catch (CancellationException cancelled) {
      throw new InterruptedException(cancelled.getMessage());
    }
  }

  /**
   * Sends in a thread of its own, or in one of the client's executor; who cancels breaks it off.
   */
  @Override
  public <T> TCompletableFuture<THttpResponse<T>> sendAsync(
      THttpRequest request, THttpResponse.BodyHandler<T> responseBodyHandler) {
    TCompletableFuture<THttpResponse<T>> coming = new TCompletableFuture<>();
    Thread[] sender = new Thread[1];
    executor
        .orElseGet(coming::defaultExecutor)
        .execute(
            () -> {
              sender[0] = Thread.currentThread();
              try {
                if (!coming.isDone()) {
                  coming.complete(exchange(request, responseBodyHandler));
                }
              } catch (Throwable problem) {
                coming.completeExceptionally(problem);
              } finally {
                sender[0] = null;
              }
            });
    coming.whenComplete(
        (answer, problem) -> {
          if (coming.isCancelled() && sender[0] != null) {
            sender[0].interrupt();
          }
        });
    return coming;
  }

  private <T> THttpResponse<T> exchange(
      THttpRequest first, THttpResponse.BodyHandler<T> responseBodyHandler) throws IOException {
    THttpRequest request = first;
    TResponse<T> previous = null;
    for (int sent = 0; ; sent++) {
      Requests.Reply reply = sent(request);
      THttpHeaders headers = THttpHeaders.of(reply.fields());
      URI next =
          redirects == Redirect.NEVER ? null : target(request.uri(), reply.status(), headers);
      if (next == null || sent == Redirects.MOST) {
        T body = read(responseBodyHandler, reply, headers);
        return new TResponse<>(request, reply.status(), headers, body, previous);
      }
      reply.body().close();
      previous = new TResponse<>(request, reply.status(), headers, null, previous);
      request = following(request, next, reply.status());
    }
  }

  private static <T> T read(
      THttpResponse.BodyHandler<T> handler, Requests.Reply reply, THttpHeaders headers)
      throws IOException {
    return THttpResponse.BodySubscribers.reading(
            handler.apply(new TResponseHead(reply.status(), headers)))
        .read(reply.body());
  }

  private Requests.Reply sent(THttpRequest request) throws IOException {
    List<String[]> fields = new ArrayList<>(request.headers().pairs());
    if (request.headers().firstValue("user-agent").isEmpty()) {
      fields.add(new String[] {"User-Agent", "Java-http-client/17"});
    }
    Requests.Ask ask = new Requests.Ask(request.method(), request.uri(), fields);
    long pause = request.timeout().map(Duration::toNanos).orElse(0L);
    long connect = connectTimeout.map(Duration::toNanos).orElse(pause);
    ask.limits(pause > 0 ? Math.min(connect, pause) : connect, pause);
    if (request.bodyPublisher().isPresent()) {
      Sending body = THttpRequest.BodyPublishers.sending(request.bodyPublisher().get());
      InputStream stream = body.open();
      ask.body(stream, body.length());
    }
    try {
      return Requests.send(ask);
    } catch (THttpConnectTimeoutException late) {
      if (connectTimeout.isPresent()) {
        throw late;
      }
      throw new THttpTimeoutException(late.getMessage());
    }
  }

  private URI target(URI from, int status, THttpHeaders headers) throws IOException {
    if (!Redirects.isOne(status)) {
      return null;
    }
    String location = headers.firstValue("location").orElse(null);
    if (location == null) {
      throw new ProtocolException("Invalid redirection");
    }
    URI to = from.resolve(URI.create(location));
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean isKnown = scheme.equals("http") || scheme.equals("https");
    boolean isLess = from.getScheme().equalsIgnoreCase("https") && scheme.equals("http");
    return isKnown && (redirects == Redirect.ALWAYS || !isLess) ? to : null;
  }

  private static THttpRequest following(THttpRequest request, URI next, int status) {
    boolean isSame = Redirects.areOneOrigin(request.uri(), next);
    THttpRequest.Builder builder =
        THttpRequest.newBuilder(request, (name, value) -> isSame || !Redirects.isSecret(name));
    String method = Redirects.method(request.method(), status);
    if (method.equals(request.method())) {
      return builder.uri(next).build();
    }
    return builder.uri(next).GET().build();
  }
}
