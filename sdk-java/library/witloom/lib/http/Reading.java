package witloom.lib.http;

import java.io.IOException;
import java.io.InputStream;

/** Makes something of a body. */
@FunctionalInterface
public interface Reading<T> {
  /** Reads as much as it needs, and closes the stream unless it gives it away. */
  T read(InputStream body) throws IOException;
}
