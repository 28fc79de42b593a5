package org.teavm.classlib.java.net.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import witloom.lib.http.Reading;

/** What came back. */
public interface THttpResponse<T> {
  int statusCode();

  THttpRequest request();

  Optional<THttpResponse<T>> previousResponse();

  THttpHeaders headers();

  T body();

  URI uri();

  THttpClient.Version version();

  /** The head of a response. */
  interface ResponseInfo {
    int statusCode();

    THttpHeaders headers();

    THttpClient.Version version();
  }

  /** Says how the body of a response is read. */
  @FunctionalInterface
  interface BodyHandler<T> {
    BodySubscriber<T> apply(ResponseInfo responseInfo);
  }

  /** Reads a body: one of those that {@link BodySubscribers} makes. */
  interface BodySubscriber<T> {}

  /** The usual ways to read a body. */
  class BodyHandlers {
    private BodyHandlers() {}

    public static BodyHandler<String> ofString() {
      return head -> BodySubscribers.ofString(charset(head.headers()));
    }

    public static BodyHandler<String> ofString(Charset charset) {
      Objects.requireNonNull(charset);
      return head -> BodySubscribers.ofString(charset);
    }

    public static BodyHandler<byte[]> ofByteArray() {
      return head -> BodySubscribers.ofByteArray();
    }

    public static BodyHandler<InputStream> ofInputStream() {
      return head -> BodySubscribers.ofInputStream();
    }

    public static BodyHandler<Stream<String>> ofLines() {
      return head -> BodySubscribers.ofLines(charset(head.headers()));
    }

    public static BodyHandler<Path> ofFile(Path file) {
      return ofFile(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    public static BodyHandler<Path> ofFile(Path file, OpenOption... options) {
      return head -> BodySubscribers.ofFile(file, options);
    }

    public static BodyHandler<Void> discarding() {
      return head -> BodySubscribers.discarding();
    }

    public static <U> BodyHandler<U> replacing(U value) {
      return head -> BodySubscribers.replacing(value);
    }

    /** The charset of the content's type, UTF-8 where it names none that is known. */
    private static Charset charset(THttpHeaders headers) {
      for (String part : headers.firstValue("content-type").orElse("").split(";")) {
        String text = part.trim();
        if (text.toLowerCase(Locale.ROOT).startsWith("charset=")) {
          try {
            return Charset.forName(text.substring(8).replace("\"", ""));
          } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
          }
        }
      }
      return StandardCharsets.UTF_8;
    }
  }

  /** What reads bodies. */
  class BodySubscribers {
    private BodySubscribers() {}

    public static BodySubscriber<String> ofString(Charset charset) {
      return Read.by(body -> new String(all(body), charset));
    }

    public static BodySubscriber<byte[]> ofByteArray() {
      return Read.by(BodySubscribers::all);
    }

    public static BodySubscriber<InputStream> ofInputStream() {
      return Read.by(body -> body);
    }

    public static BodySubscriber<Stream<String>> ofLines(Charset charset) {
      return Read.by(body -> new BufferedReader(new InputStreamReader(body, charset)).lines());
    }

    public static BodySubscriber<Path> ofFile(Path file) {
      return ofFile(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    public static BodySubscriber<Path> ofFile(Path file, OpenOption... options) {
      return Read.by(
          body -> {
            try (body;
                OutputStream out = Files.newOutputStream(file, options)) {
              body.transferTo(out);
            }
            return file;
          });
    }

    public static BodySubscriber<Void> discarding() {
      return replacing(null);
    }

    public static <U> BodySubscriber<U> replacing(U value) {
      return Read.by(
          body -> {
            try (body) {
              body.transferTo(OutputStream.nullOutputStream());
            }
            return value;
          });
    }

    public static <T, U> BodySubscriber<U> mapping(
        BodySubscriber<T> upstream, Function<? super T, ? extends U> mapper) {
      Reading<T> reading = reading(upstream);
      return Read.by(body -> mapper.apply(reading.read(body)));
    }

    private static byte[] all(InputStream body) throws IOException {
      try (body) {
        return body.readAllBytes();
      }
    }

    /** How a subscriber reads. */
    @SuppressWarnings("unchecked")
    static <T> Reading<T> reading(BodySubscriber<T> subscriber) {
      if (subscriber instanceof Read) {
        return ((Read<T>) subscriber).reading;
      }
      throw new UnsupportedOperationException(
          "a component reads bodies by `BodySubscribers` only: `ofInputStream` gives them as they come");
    }

    private static final class Read<T> implements BodySubscriber<T> {
      final Reading<T> reading;

      private Read(Reading<T> reading) {
        this.reading = reading;
      }

      static <T> BodySubscriber<T> by(Reading<T> reading) {
        return new Read<>(reading);
      }
    }
  }
}
