package witloom.lib.java.nio.file.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import witloom.lib.OfObject;
import witloom.lib.OpenFile;
import witloom.lib.Streams;

/** Opens files, with the options and the exceptions of java.nio.file. */
public final class DefaultFileSystemProviderPatch {
  private DefaultFileSystemProviderPatch() {}

  @OfObject
  public static InputStream newInputStream(Object self, Path path, OpenOption... options)
      throws IOException {
    for (OpenOption option : options) {
      if (option == StandardOpenOption.WRITE || option == StandardOpenOption.APPEND) {
        throw new UnsupportedOperationException("'" + option + "' not allowed");
      }
    }
    return Streams.input(OpenFile.openPath(path.toString(), 0, OpenFile.READ, false));
  }

  @OfObject
  public static OutputStream newOutputStream(Object self, Path path, OpenOption... options)
      throws IOException {
    boolean append = false;
    int flags = options.length == 0 ? OpenFile.CREATE | OpenFile.TRUNCATE : 0;
    for (OpenOption option : options) {
      if (option == StandardOpenOption.READ) {
        throw new IllegalArgumentException("READ not allowed");
      } else if (option == StandardOpenOption.APPEND) {
        append = true;
      } else if (option == StandardOpenOption.CREATE) {
        flags |= OpenFile.CREATE;
      } else if (option == StandardOpenOption.CREATE_NEW) {
        flags |= OpenFile.CREATE | OpenFile.EXCLUSIVE;
      } else if (option == StandardOpenOption.TRUNCATE_EXISTING) {
        flags |= OpenFile.TRUNCATE;
      } else if (!(option instanceof LinkOption) && !(option instanceof StandardOpenOption)) {
        throw new UnsupportedOperationException(String.valueOf(option));
      }
    }
    if (append && (flags & OpenFile.TRUNCATE) != 0) {
      throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
    }
    return Streams.output(OpenFile.openPath(path.toString(), flags, OpenFile.WRITE, append));
  }
}
