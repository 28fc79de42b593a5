package witloom.lib.http;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Supplier;

/** A request's body: how long it is, and how it is read, each time that it is sent. */
public abstract class Sending {
  private final long length;

  private Sending(long length) {
    this.length = length;
  }

  /** How many bytes it has; -1 where nobody knows. */
  public final long length() {
    return length;
  }

  /** Its bytes, from the beginning. */
  public abstract InputStream open() throws IOException;

  /** A part of an array, which isn't copied. */
  public static Sending bytes(byte[] bytes, int from, int count) {
    return new Sending(count) {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes, from, count);
      }
    };
  }

  /** Arrays, one after the other. */
  public static Sending pieces(Iterable<byte[]> pieces) {
    return new Sending(-1) {
      @Override
      public InputStream open() {
        Iterator<byte[]> left = pieces.iterator();
        return new Joined() {
          @Override
          InputStream next() {
            return left.hasNext() ? new ByteArrayInputStream(left.next()) : null;
          }
        };
      }
    };
  }

  /** What is opened when it is sent. */
  public static Sending opened(Supplier<? extends InputStream> opening) {
    return new Sending(-1) {
      @Override
      public InputStream open() throws IOException {
        InputStream stream = opening.get();
        if (stream == null) {
          throw new IOException("No inputstream");
        }
        return stream;
      }
    };
  }

  /** A file that is there. */
  public static Sending file(Path path) throws FileNotFoundException {
    if (!Files.isRegularFile(path)) {
      throw new FileNotFoundException(path + " not found");
    }
    try {
      return new Sending(Files.size(path)) {
        @Override
        public InputStream open() throws IOException {
          return Files.newInputStream(path);
        }
      };
    } catch (IOException problem) {
      throw new FileNotFoundException(path + ": " + problem.getMessage());
    }
  }

  /** Bodies, one after the other. */
  public static Sending all(Sending[] parts) {
    long sum = 0;
    for (Sending part : parts) {
      sum = sum < 0 || part.length < 0 ? -1 : sum + part.length;
    }
    return new Sending(sum) {
      @Override
      public InputStream open() {
        return new Joined() {
          private int at;

          @Override
          InputStream next() throws IOException {
            return at < parts.length ? parts[at++].open() : null;
          }
        };
      }
    };
  }

  /** Streams, one after the other. */
  private abstract static class Joined extends InputStream {
    private InputStream part;

    /** The next one; null behind the last. */
    abstract InputStream next() throws IOException;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      while (true) {
        int some = part == null ? -1 : part.read(to, from, count);
        if (some >= 0) {
          return some;
        }
        close();
        part = next();
        if (part == null) {
          return -1;
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (part != null) {
        part.close();
        part = null;
      }
    }
  }
}
