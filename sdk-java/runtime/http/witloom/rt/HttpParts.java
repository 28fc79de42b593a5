package witloom.rt;

import java.util.Set;

/** What services and clients have in common. */
public final class HttpParts {
  /** What belongs to a connection is the host's business: wasi:http forbids it. */
  public static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  private HttpParts() {}
}
