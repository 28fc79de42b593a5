package witloom.rt;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/**
 * Stands for the class of that name which bindings of a world bring that imports {@code wasi:http/client}: without one
 * nothing can be sent, and the build says so.
 */
public final class Requests {
  private Requests() {}

  /** Refused by the build, where a component gets here. */
  public static Reply send(Ask ask) throws IOException {
    throw new IOException("the world imports no `wasi:http/client@0.3.0`");
  }

  /** What to send. */
  public static final class Ask {
    public Ask(String method, URI uri, List<String[]> fields) {}

    public Ask body(InputStream body, long length) {
      return this;
    }

    public Ask limits(long connect, long pause) {
      return this;
    }
  }

  /** What came back. */
  public abstract static class Reply {
    public abstract int status();

    public abstract List<String[]> fields();

    public abstract InputStream body();
  }
}
