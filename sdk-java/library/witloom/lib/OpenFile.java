package witloom.lib;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.teavm.runtime.fs.VirtualFileAccessor;
import witloom.rt.Arena;
import witloom.rt.Lift;
import witloom.rt.Lower;
import witloom.rt.Mem;

/** An open file and the place in it. */
public final class OpenFile implements VirtualFileAccessor, AutoCloseable {
  /** Flags for {@code open}. */
  public static final int CREATE = 1;

  static final int FOLDER = 2;
  /** Fails if the file is there. */
  public static final int EXCLUSIVE = 4;
  /** Empties the file. */
  public static final int TRUNCATE = 8;

  /** What can be done with the file. */
  public static final int READ = 1;

  /** Likewise. */
  public static final int WRITE = 2;

  private static final int FOLLOW = 1;
  /** The most that one call moves. */
  private static final int CHUNK = 65536;

  private final String path;
  private final boolean append;
  private int descriptor;
  private boolean open = true;
  private long place;

  private OpenFile(String path, int descriptor, boolean append) {
    this.path = path;
    this.descriptor = descriptor;
    this.append = append;
  }

  /** Opens a file for java.io, whose exception says why it can't be. */
  public static OpenFile open(String path, int openFlags, int flags) throws FileNotFoundException {
    long found = descriptor(path, openFlags, flags);
    if (found < 0) {
      throw new FileNotFoundException(path + " (" + Errno.text(code(found)) + ")");
    }
    return new OpenFile(path, (int) found, false);
  }

  /** Opens a file for java.io to write, and makes it if it isn't there. */
  public static OpenFile openToWrite(String path, boolean append) throws FileNotFoundException {
    OpenFile file = open(path, append ? CREATE : CREATE | TRUNCATE, WRITE);
    return append ? new OpenFile(path, file.descriptor, true) : file;
  }

  /** Opens a file for java.nio.file, which has an exception for each reason. */
  public static OpenFile openPath(String path, int openFlags, int flags, boolean append)
      throws IOException {
    long found = descriptor(path, openFlags, flags);
    if (found < 0) {
      throw Errno.exception(path, code(found));
    }
    return new OpenFile(path, (int) found, append);
  }

  /** A handle, or -2 less the error's code. */
  private static long descriptor(String path, int openFlags, int flags) {
    Folders.Place place = Folders.find(path);
    if (place == null) {
      return Folders.leading(path).isEmpty() ? -2L - Errno.NOT_GRANTED : -2L - Errno.IS_DIRECTORY;
    }
    int mark = Arena.mark();
    try {
      int address = Lower.string(place.path());
      int length = Lower.length;
      int area = Arena.take(8, 4);
      Wasi.openAt(place.folder(), FOLLOW, address, length, openFlags, flags, area);
      if (Mem.getU8(area) != 0) {
        return -2L - Mem.getU8(area + 4);
      }
      int found = Mem.getS32(area + 4);
      if ((openFlags & FOLDER) == 0 && isFolder(found)) {
        Wasi.dropDescriptor(found);
        return -2L - Errno.IS_DIRECTORY;
      }
      return found;
    } finally {
      Arena.reset(mark);
    }
  }

  private static int code(long found) {
    return (int) (-2 - found);
  }

  private static boolean isFolder(int descriptor) {
    int area = Arena.take(104, 8);
    Wasi.stat(descriptor, area);
    return Mem.getU8(area) == 0 && Mem.getU8(area + 8) == 3;
  }

  int descriptor() {
    return descriptor;
  }

  private void check(int area, int codeOffset) throws IOException {
    if (Mem.getU8(area) != 0) {
      throw new IOException(path + ": " + Errno.text(Mem.getU8(area + codeOffset)));
    }
  }

  private void alive() throws IOException {
    if (!open) {
      throw new IOException("Stream Closed");
    }
  }

  /** Reads some bytes; 0 at the end. */
  @Override
  public int read(byte[] buffer, int offset, int limit) throws IOException {
    alive();
    if (limit == 0) {
      return 0;
    }
    int mark = Arena.mark();
    try {
      int area = Arena.take(20, 4);
      Wasi.read(descriptor, Math.min(limit, CHUNK), place, area);
      check(area, 4);
      byte[] bytes = Lift.list8(Mem.getS32(area + 4), Mem.getS32(area + 8));
      System.arraycopy(bytes, 0, buffer, offset, bytes.length);
      place += bytes.length;
      return bytes.length;
    } finally {
      Arena.reset(mark);
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int limit) throws IOException {
    alive();
    if (append) {
      place = length();
    }
    int done = 0;
    while (done < limit) {
      byte[] part = new byte[Math.min(limit - done, CHUNK)];
      System.arraycopy(buffer, offset + done, part, 0, part.length);
      int mark = Arena.mark();
      try {
        int address = Lower.list8(part);
        int area = Arena.take(16, 8);
        Wasi.write(descriptor, address, part.length, place, area);
        check(area, 8);
        int written = (int) Mem.getS64(area + 8);
        if (written == 0) {
          throw new IOException(path + ": nothing could be written");
        }
        done += written;
        place += written;
      } finally {
        Arena.reset(mark);
      }
    }
  }

  /** The file's length in bytes. */
  public long length() throws IOException {
    alive();
    int mark = Arena.mark();
    try {
      int area = Arena.take(104, 8);
      Wasi.stat(descriptor, area);
      check(area, 8);
      return Mem.getS64(area + 24);
    } finally {
      Arena.reset(mark);
    }
  }

  /** Moves forward, beyond the end if asked to. */
  public long forward(long bytes) throws IOException {
    alive();
    place += bytes;
    return bytes;
  }

  /** Bytes from here to the end. */
  public int available() throws IOException {
    return (int) Math.max(0, Math.min(length() - place, Integer.MAX_VALUE));
  }

  @Override
  public int tell() {
    return (int) place;
  }

  @Override
  public void seek(int target) {
    place = target;
  }

  @Override
  public void skip(int amount) {
    place += amount;
  }

  @Override
  public int size() throws IOException {
    return (int) Math.min(length(), Integer.MAX_VALUE);
  }

  @Override
  public void resize(int size) throws IOException {
    alive();
    int mark = Arena.mark();
    try {
      int area = Arena.take(2, 1);
      Wasi.setSize(descriptor, size, area);
      check(area, 1);
    } finally {
      Arena.reset(mark);
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Wasi.dropDescriptor(descriptor);
    }
  }

  @Override
  public void flush() {}
}
