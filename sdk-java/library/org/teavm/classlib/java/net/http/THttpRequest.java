package org.teavm.classlib.java.net.http;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import witloom.lib.http.Sending;

/** A request to send. */
public abstract class THttpRequest {
  protected THttpRequest() {}

  public static Builder newBuilder() {
    return new TRequestBuilder();
  }

  public static Builder newBuilder(URI uri) {
    return newBuilder().uri(uri);
  }

  public static Builder newBuilder(THttpRequest request, BiPredicate<String, String> isWanted) {
    Builder builder = newBuilder(request.uri()).expectContinue(request.expectContinue());
    request.version().ifPresent(builder::version);
    request.timeout().ifPresent(builder::timeout);
    BodyPublisher body = request.bodyPublisher().orElseGet(BodyPublishers::noBody);
    builder.method(request.method(), body);
    for (String[] field : THttpHeaders.of(request.headers().map(), isWanted).pairs()) {
      builder.header(field[0], field[1]);
    }
    return builder;
  }

  public abstract Optional<BodyPublisher> bodyPublisher();

  public abstract String method();

  public abstract Optional<Duration> timeout();

  public abstract boolean expectContinue();

  public abstract URI uri();

  public abstract Optional<THttpClient.Version> version();

  public abstract THttpHeaders headers();

  @Override
  public final boolean equals(Object other) {
    if (!(other instanceof THttpRequest)) {
      return false;
    }
    THttpRequest that = (THttpRequest) other;
    return uri().equals(that.uri())
        && method().equals(that.method())
        && headers().equals(that.headers());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(method(), uri(), headers());
  }

  @Override
  public String toString() {
    return uri() + " " + method();
  }

  /** Makes requests. */
  public interface Builder {
    Builder uri(URI uri);

    Builder expectContinue(boolean enable);

    Builder version(THttpClient.Version version);

    Builder header(String name, String value);

    Builder headers(String... headers);

    Builder timeout(Duration duration);

    Builder setHeader(String name, String value);

    Builder GET();

    Builder POST(BodyPublisher bodyPublisher);

    Builder PUT(BodyPublisher bodyPublisher);

    Builder DELETE();

    Builder method(String method, BodyPublisher bodyPublisher);

    THttpRequest build();

    Builder copy();
  }

  /** A body: one of those that {@link BodyPublishers} makes. */
  public interface BodyPublisher extends Flow.Publisher<ByteBuffer> {
    long contentLength();
  }

  /** Makes bodies. */
  public static class BodyPublishers {
    private BodyPublishers() {}

    public static BodyPublisher noBody() {
      return Sent.of(Sending.bytes(new byte[0], 0, 0));
    }

    public static BodyPublisher ofString(String body) {
      return ofString(body, StandardCharsets.UTF_8);
    }

    public static BodyPublisher ofString(String body, Charset charset) {
      return ofByteArray(body.getBytes(charset));
    }

    public static BodyPublisher ofByteArray(byte[] bytes) {
      return ofByteArray(bytes, 0, bytes.length);
    }

    public static BodyPublisher ofByteArray(byte[] bytes, int from, int count) {
      Objects.checkFromIndexSize(from, count, bytes.length);
      return Sent.of(Sending.bytes(bytes, from, count));
    }

    public static BodyPublisher ofByteArrays(Iterable<byte[]> pieces) {
      return Sent.of(Sending.pieces(pieces));
    }

    public static BodyPublisher ofInputStream(Supplier<? extends InputStream> opening) {
      return Sent.of(Sending.opened(opening));
    }

    public static BodyPublisher ofFile(Path path) throws FileNotFoundException {
      return Sent.of(Sending.file(path));
    }

    public static BodyPublisher concat(BodyPublisher... bodies) {
      Sending[] parts = new Sending[bodies.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = sending(bodies[i]);
      }
      return Sent.of(Sending.all(parts));
    }

    /** How a body is read. */
    static Sending sending(BodyPublisher body) {
      if (body instanceof Sent) {
        return ((Sent) body).sending;
      }
      throw new UnsupportedOperationException(
          "a component sends bodies of `BodyPublishers` only: `ofInputStream` takes any other");
    }

    private static final class Sent implements BodyPublisher {
      private final Sending sending;

      private Sent(Sending sending) {
        this.sending = sending;
      }

      static BodyPublisher of(Sending sending) {
        return new Sent(sending);
      }

      @Override
      public long contentLength() {
        return sending.length();
      }

      @Override
      public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        throw new UnsupportedOperationException("`HttpClient` alone reads a body in a component");
      }
    }
  }
}
