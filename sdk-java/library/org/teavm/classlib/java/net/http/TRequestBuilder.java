package org.teavm.classlib.java.net.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Collects what a request consists of. */
final class TRequestBuilder implements THttpRequest.Builder {
  /** What the JDK's client sets alone. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private String method = "GET";
  private URI uri;
  private final List<String[]> fields = new ArrayList<>();
  private THttpRequest.BodyPublisher body;
  private Duration timeout;
  private boolean expects;
  private THttpClient.Version version;

  @Override
  public THttpRequest.Builder uri(URI uri) {
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw new IllegalArgumentException("URI with undefined scheme");
    }
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw new IllegalArgumentException("invalid URI scheme " + scheme);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("unsupported URI " + uri);
    }
    this.uri = uri;
    return this;
  }

  @Override
  public THttpRequest.Builder expectContinue(boolean enable) {
    expects = enable;
    return this;
  }

  @Override
  public THttpRequest.Builder version(THttpClient.Version version) {
    this.version = Objects.requireNonNull(version);
    return this;
  }

  @Override
  public THttpRequest.Builder header(String name, String value) {
    fields.add(new String[] {checked(name), checkedValue(value)});
    return this;
  }

  @Override
  public THttpRequest.Builder headers(String... headers) {
    if (headers.length == 0 || headers.length % 2 != 0) {
      throw new IllegalArgumentException("wrong number, " + headers.length + ", of parameters");
    }
    for (int i = 0; i < headers.length; i += 2) {
      header(headers[i], headers[i + 1]);
    }
    return this;
  }

  @Override
  public THttpRequest.Builder setHeader(String name, String value) {
    checked(name);
    fields.removeIf(field -> field[0].equalsIgnoreCase(name));
    return header(name, value);
  }

  private static String checked(String name) {
    boolean isToken = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      isToken &= c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    if (!isToken) {
      throw new IllegalArgumentException("invalid header name: \"" + name + "\"");
    }
    if (RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("restricted header name: \"" + name + "\"");
    }
    return name;
  }

  private static String checkedValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c == 127 || c > 255)) {
        throw new IllegalArgumentException("invalid header value: \"" + value + "\"");
      }
    }
    return value;
  }

  @Override
  public THttpRequest.Builder timeout(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("Invalid duration: " + duration);
    }
    timeout = duration;
    return this;
  }

  @Override
  public THttpRequest.Builder GET() {
    method = "GET";
    body = null;
    return this;
  }

  @Override
  public THttpRequest.Builder POST(THttpRequest.BodyPublisher bodyPublisher) {
    return method("POST", bodyPublisher);
  }

  @Override
  public THttpRequest.Builder PUT(THttpRequest.BodyPublisher bodyPublisher) {
    return method("PUT", bodyPublisher);
  }

  @Override
  public THttpRequest.Builder DELETE() {
    method = "DELETE";
    body = null;
    return this;
  }

  @Override
  public THttpRequest.Builder method(String method, THttpRequest.BodyPublisher bodyPublisher) {
    if (method.isEmpty()) {
      throw new IllegalArgumentException("illegal method <empty string>");
    }
    if (method.equals("CONNECT")) {
      throw new IllegalArgumentException("method CONNECT is not supported");
    }
    this.method = method;
    this.body = Objects.requireNonNull(bodyPublisher);
    return this;
  }

  @Override
  public THttpRequest build() {
    if (uri == null) {
      throw new IllegalStateException("uri is null");
    }
    return new Built(this);
  }

  @Override
  public THttpRequest.Builder copy() {
    TRequestBuilder copy = new TRequestBuilder();
    copy.method = method;
    copy.uri = uri;
    copy.fields.addAll(fields);
    copy.body = body;
    copy.timeout = timeout;
    copy.expects = expects;
    copy.version = version;
    return copy;
  }

  private static final class Built extends THttpRequest {
    private final String method;
    private final URI uri;
    private final THttpHeaders headers;
    private final Optional<BodyPublisher> body;
    private final Optional<Duration> timeout;
    private final boolean expects;
    private final Optional<THttpClient.Version> version;

    Built(TRequestBuilder builder) {
      method = builder.method;
      uri = builder.uri;
      headers = THttpHeaders.of(builder.fields);
      body = Optional.ofNullable(builder.body);
      timeout = Optional.ofNullable(builder.timeout);
      expects = builder.expects;
      version = Optional.ofNullable(builder.version);
    }

    @Override
    public Optional<BodyPublisher> bodyPublisher() {
      return body;
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public Optional<Duration> timeout() {
      return timeout;
    }

    @Override
    public boolean expectContinue() {
      return expects;
    }

    @Override
    public URI uri() {
      return uri;
    }

    @Override
    public Optional<THttpClient.Version> version() {
      return version;
    }

    @Override
    public THttpHeaders headers() {
      return headers;
    }
  }
}
