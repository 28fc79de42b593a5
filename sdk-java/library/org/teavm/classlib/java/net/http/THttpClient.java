package org.teavm.classlib.java.net.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.teavm.classlib.java.util.concurrent.TCompletableFuture;

/** Sends requests by {@code wasi:http/client}. */
public abstract class THttpClient {
  protected THttpClient() {}

  public static THttpClient newHttpClient() {
    return newBuilder().build();
  }

  public static Builder newBuilder() {
    return new Builder() {
      private Duration connectTimeout;
      private Redirect redirects = Redirect.NEVER;
      private Version version = Version.HTTP_1_1;
      private Executor executor;

      @Override
      public Builder connectTimeout(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
          throw new IllegalArgumentException("Invalid duration: " + duration);
        }
        connectTimeout = duration;
        return this;
      }

      @Override
      public Builder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor);
        return this;
      }

      @Override
      public Builder followRedirects(Redirect policy) {
        redirects = Objects.requireNonNull(policy);
        return this;
      }

      @Override
      public Builder version(Version version) {
        this.version = Objects.requireNonNull(version);
        return this;
      }

      @Override
      public Builder priority(int priority) {
        if (priority < 1 || priority > 256) {
          throw new IllegalArgumentException("priority must be between 1 and 256");
        }
        return this;
      }

      @Override
      public THttpClient build() {
        return new TClient(connectTimeout, redirects, version, executor);
      }
    };
  }

  public abstract Optional<Duration> connectTimeout();

  public abstract Redirect followRedirects();

  public abstract Version version();

  public abstract Optional<Executor> executor();

  public abstract <T> THttpResponse<T> send(
      THttpRequest request, THttpResponse.BodyHandler<T> responseBodyHandler)
      throws IOException, InterruptedException;

  public abstract <T> TCompletableFuture<THttpResponse<T>> sendAsync(
      THttpRequest request, THttpResponse.BodyHandler<T> responseBodyHandler);

  /** Makes clients. */
  public interface Builder {
    Builder connectTimeout(Duration duration);

    Builder executor(Executor executor);

    Builder followRedirects(Redirect policy);

    Builder version(Version version);

    Builder priority(int priority);

    THttpClient build();
  }

  /** What is preferred; the host decides. */
  public enum Version {
    HTTP_1_1,
    HTTP_2
  }

  /** Which redirects are followed. */
  public enum Redirect {
    NEVER,
    ALWAYS,
    /** All but those from https to http. */
    NORMAL
  }
}
