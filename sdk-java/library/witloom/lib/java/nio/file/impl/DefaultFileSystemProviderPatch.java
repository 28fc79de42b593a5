package witloom.lib.java.nio.file.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import witloom.lib.Disk;
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

  @OfObject
  public static DirectoryStream<Path> newDirectoryStream(
      Object self, Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return Disk.entries(folder, filter);
  }

  @OfObject
  public static void createDirectory(Object self, Path path, FileAttribute<?>... attributes)
      throws IOException {
    Disk.makeFolder(path);
  }

  @OfObject
  public static void delete(Object self, Path path) throws IOException {
    Disk.remove(path);
  }

  @OfObject
  public static void copy(Object self, Path from, Path to, CopyOption... options)
      throws IOException {
    boolean attributes = has(options, StandardCopyOption.COPY_ATTRIBUTES);
    Disk.copy(from, to, has(options, StandardCopyOption.REPLACE_EXISTING), attributes);
  }

  @OfObject
  public static void move(Object self, Path from, Path to, CopyOption... options)
      throws IOException {
    boolean atomic = has(options, StandardCopyOption.ATOMIC_MOVE);
    Disk.move(from, to, atomic || has(options, StandardCopyOption.REPLACE_EXISTING));
  }

  private static boolean has(CopyOption[] options, CopyOption wanted) {
    for (CopyOption option : options) {
      if (option == wanted) {
        return true;
      }
    }
    return false;
  }

  @OfObject
  @SuppressWarnings("unchecked")
  public static <A extends BasicFileAttributes> A readAttributes(
      Object self, Path path, Class<A> type, LinkOption... options) throws IOException {
    return (A) Disk.attributes(path, options.length == 0);
  }
}
