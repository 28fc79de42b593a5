package witloom.lib.http;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What is the same wherever redirects are followed. */
public final class Redirects {
  /** How many are followed for one request. */
  public static final int MOST = 5;

  private static final Set<String> SECRETS = Set.of("authorization", "cookie", "proxy-authorization");

  private Redirects() {}

  /** Whether that status leads elsewhere. */
  public static boolean isOne(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** The method of the next request; one that isn't the former's has no body. */
  public static String method(String method, int status) {
    boolean isPost = method.equals("POST") && (status == 301 || status == 302);
    return isPost || status == 303 && !method.equals("HEAD") ? "GET" : method;
  }

  /** Whether a field is meant for its origin alone. */
  public static boolean isSecret(String name) {
    return SECRETS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether both are one server's. */
  public static boolean areOneOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }
}
