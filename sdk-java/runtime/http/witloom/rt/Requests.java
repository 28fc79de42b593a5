package witloom.rt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import wit.wasi.http.imports.Client;
import wit.wasi.http.imports.Types.ErrorCode;
import wit.wasi.http.imports.Types.Fields;
import wit.wasi.http.imports.Types.HeaderErrorException;
import wit.wasi.http.imports.Types.Method;
import wit.wasi.http.imports.Types.Request;
import wit.wasi.http.imports.Types.RequestOptions;
import wit.wasi.http.imports.Types.RequestOptionsErrorException;
import wit.wasi.http.imports.Types.RequestSetAuthorityException;
import wit.wasi.http.imports.Types.RequestSetMethodException;
import wit.wasi.http.imports.Types.RequestSetPathWithQueryException;
import wit.wasi.http.imports.Types.RequestSetSchemeException;
import wit.wasi.http.imports.Types.Response;
import wit.wasi.http.imports.Types.Scheme;

/**
 * Sends requests by {@code wasi:http/client}: what {@code java.net.http} and {@code URL} build on.
 */
public final class Requests {
  private Requests() {}

  /**
   * Sends a request and waits for the head of its answer.
   *
   * @throws IOException of the class that the JDK's clients have for the reason
   */
  public static Reply send(Ask ask) throws IOException {
    try {
      return new Reply(Client.send(ask.request()), ask.origin);
    } catch (Client.ErrorCodeException problem) {
      throw failure(problem.value(), ask.origin);
    }
  }

  private static IOException failure(ErrorCode code, String origin) {
    String name = code.getClass().getSimpleName();
    String detail = String.valueOf(code);
    int open = detail.indexOf("Optional[");
    detail = open < 0 ? "" : ": " + detail.substring(open + 9, detail.indexOf(']', open));
    String text =
        origin + ": " + name.replaceAll("(?<=.)(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + detail;
    if (code instanceof ErrorCode.HttpRequestDenied) {
      return new ConnectException(text + ": `--http " + origin + "` grants it");
    }
    if (code instanceof ErrorCode.ConnectionTimeout) {
      return new HttpConnectTimeoutException(text);
    }
    if (code instanceof ErrorCode.ConnectionReadTimeout
        || code instanceof ErrorCode.HttpResponseTimeout) {
      return new HttpTimeoutException(text);
    }
    if (code instanceof ErrorCode.DnsError || code instanceof ErrorCode.DnsTimeout) {
      return new UnknownHostException(text);
    }
    if (code instanceof ErrorCode.ConnectionRefused
        || code instanceof ErrorCode.DestinationNotFound
        || code instanceof ErrorCode.DestinationUnavailable
        || code instanceof ErrorCode.DestinationIpProhibited
        || code instanceof ErrorCode.DestinationIpUnroutable) {
      return new ConnectException(text);
    }
    if (code instanceof ErrorCode.TlsCertificateError) {
      return new SSLHandshakeException(text);
    }
    if (code instanceof ErrorCode.TlsProtocolError || code instanceof ErrorCode.TlsAlertReceived) {
      return new SSLException(text);
    }
    return code instanceof ErrorCode.ConnectionTerminated
        ? new SocketException(text)
        : new IOException(text);
  }

  /** What to send. */
  public static final class Ask {
    private final String method;
    private final URI uri;
    private final List<String[]> fields;
    private final String origin;
    private InputStream body;
    private long length = -1;
    private long connect;
    private long pause;

    /** A request without a body; {@code fields} are pairs. */
    public Ask(String method, URI uri, List<String[]> fields) {
      this.method = method;
      this.uri = uri;
      this.fields = fields;
      String authority = uri.getRawAuthority();
      authority = authority.substring(authority.lastIndexOf('@') + 1);
      this.origin = uri.getScheme().toLowerCase(Locale.ROOT) + "://" + authority;
    }

    /** Gives it a body of so many bytes, or of any number when that is negative. */
    public Ask body(InputStream body, long length) {
      this.body = length == 0 ? null : body;
      this.length = length;
      return this;
    }

    /**
     * Nanoseconds until there is a connection, and until the answer begins and between its pieces;
     * 0 sets none.
     */
    public Ask limits(long connect, long pause) {
      this.connect = connect;
      this.pause = pause;
      return this;
    }

    private Request request() {
      BlockingQueue<Result<Optional<Fields>, ErrorCode>> outcome = new ArrayBlockingQueue<>(1);
      Future<Result<Optional<Fields>, ErrorCode>> trailers = Future.of(Result.ok(Optional.empty()));
      Optional<InputStream> sent = Optional.empty();
      if (body != null) {
        sent = Optional.of(ItemStream.bytes(out -> outcome.add(copy(out))));
        trailers = Future.async(outcome::take);
      }
      var made = Request.new_(head(), sent, trailers, options());
      made.f1().close();
      Request request = made.f0();
      try {
        request.setMethod(named(method));
        request.setScheme(
            Optional.of(origin.startsWith("https") ? new Scheme.Https() : new Scheme.Http()));
        request.setAuthority(Optional.of(origin.substring(origin.indexOf("://") + 3)));
        String path =
            uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        request.setPathWithQuery(Optional.of(path + query));
      } catch (RequestSetMethodException
          | RequestSetSchemeException
          | RequestSetAuthorityException
          | RequestSetPathWithQueryException problem) {
        throw new IllegalArgumentException(
            "no such request can be sent: " + method + " " + uri, problem);
      }
      return request;
    }

    /** The body, and what comes of it: one that fails breaks the request off. */
    private Result<Optional<Fields>, ErrorCode> copy(OutputStream out) {
      try (InputStream in = body) {
        in.transferTo(out);
        return Result.ok(Optional.empty());
      } catch (IOException | RuntimeException problem) {
        return Result.err(new ErrorCode.InternalError(Optional.of(problem.toString())));
      }
    }

    private Fields head() {
      List<Tuple2<String, byte[]>> entries = new ArrayList<>();
      for (String[] field : fields) {
        if (!HttpParts.HOP_BY_HOP.contains(field[0].toLowerCase(Locale.ROOT))) {
          entries.add(new Tuple2<>(field[0], field[1].getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
      if (length >= 0) {
        byte[] number = Long.toString(length).getBytes(StandardCharsets.ISO_8859_1);
        entries.add(new Tuple2<>("content-length", number));
      }
      try {
        return Fields.fromList(entries);
      } catch (HeaderErrorException problem) {
        throw new IllegalArgumentException("one of the request's fields can't be sent", problem);
      }
    }

    private Optional<RequestOptions> options() {
      if (connect == 0 && pause == 0) {
        return Optional.empty();
      }
      RequestOptions options = new RequestOptions();
      try {
        if (connect > 0) {
          options.setConnectTimeout(Optional.of(connect));
        }
        if (pause > 0) {
          options.setFirstByteTimeout(Optional.of(pause));
          options.setBetweenBytesTimeout(Optional.of(pause));
        }
      } catch (RequestOptionsErrorException problem) {
        throw new UnsupportedOperationException("this host has no limits of time", problem);
      }
      return Optional.of(options);
    }

    private static Method named(String name) {
      switch (name) {
        case "GET":
          return new Method.Get();
        case "HEAD":
          return new Method.Head();
        case "POST":
          return new Method.Post();
        case "PUT":
          return new Method.Put();
        case "DELETE":
          return new Method.Delete();
        case "CONNECT":
          return new Method.Connect();
        case "OPTIONS":
          return new Method.Options();
        case "TRACE":
          return new Method.Trace();
        case "PATCH":
          return new Method.Patch();
        default:
          return new Method.Other(name);
      }
    }
  }

  /** What came back. */
  public static final class Reply {
    private final int status;
    private final List<String[]> fields = new ArrayList<>();
    private final InputStream body;

    private Reply(Response response, String origin) {
      status = response.getStatusCode();
      try (Fields head = response.getHeaders()) {
        for (var entry : head.copyAll()) {
          String value = new String(entry.f1(), StandardCharsets.ISO_8859_1);
          fields.add(new String[] {entry.f0(), value});
        }
      }
      var came = Response.consumeBody(response, Future.of(Result.ok(null)));
      body =
          new HttpBody<Void>(
              came.f0(),
              came.f1(),
              trailers -> {
                trailers.ifPresent(Fields::close);
                return null;
              },
              problem -> failure(problem, origin)) {
            @Override
            public void close() throws IOException {
              super.close();
              forget();
            }
          };
    }

    /** The status. */
    public int status() {
      return status;
    }

    /** The head's fields, as pairs, in their order. */
    public List<String[]> fields() {
      return fields;
    }

    /** The body, while it comes. */
    public InputStream body() {
      return body;
    }
  }
}
