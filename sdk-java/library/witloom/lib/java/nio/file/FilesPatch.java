package witloom.lib.java.nio.file;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import witloom.lib.Disk;

/** Methods of {@link java.nio.file.Files} that TeaVM lacks. */
public final class FilesPatch {
  private FilesPatch() {}

  public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
    Disk.touch(path, time.toMillis());
    return path;
  }

  public static FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
    return Disk.attributes(path, options.length == 0).lastModifiedTime();
  }

  public static long size(Path path) throws IOException {
    return Disk.attributes(path, true).size();
  }
}
