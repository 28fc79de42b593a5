package witloom.lib;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What java.nio.file does with paths, with an exception for each reason. */
public final class Disk {
  private Disk() {}

  private static GrantedFile file(Path path) {
    return new GrantedFile(path.toString());
  }

  public static void makeFolder(Path path) throws IOException {
    file(path).makeFolder();
  }

  public static void remove(Path path) throws IOException {
    file(path).remove();
  }

  public static void touch(Path path, long time) throws IOException {
    file(path).touch(time);
  }

  /** What is known of a file. */
  public static BasicFileAttributes attributes(Path path, boolean follow) throws IOException {
    return new Attributes(file(path).known(follow));
  }

  /** The paths in a folder that a filter takes. */
  public static DirectoryStream<Path> entries(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String name : file(folder).names()) {
      Path path = folder.resolve(name);
      if (filter.accept(path)) {
        found.add(path);
      }
    }
    return new Entries(found);
  }

  /** Copies a file, or makes a folder where one is copied. */
  public static void copy(Path from, Path to, boolean replace, boolean attributes)
      throws IOException {
    GrantedFile.Stat known = file(from).known(true);
    if (same(from, to)) {
      return;
    }
    makeRoom(to, replace);
    if (new GrantedFile(from.toString()).isDirectory()) {
      makeFolder(to);
    } else {
      pour(from, to);
    }
    if (attributes) {
      touch(to, known.modified);
    }
  }

  /** Gives a file another path. */
  public static void move(Path from, Path to, boolean replace) throws IOException {
    file(from).known(false);
    if (same(from, to)) {
      return;
    }
    makeRoom(to, replace);
    if (!file(from).moveTo(file(to))) {
      copy(from, to, true, true);
      remove(from);
    }
  }

  private static boolean same(Path from, Path to) {
    return Folders.absolute(from.toString()).equals(Folders.absolute(to.toString()));
  }

  private static void makeRoom(Path to, boolean replace) throws IOException {
    try {
      file(to).known(false);
    } catch (NoSuchFileException nothingThere) {
      return;
    }
    if (!replace) {
      throw new FileAlreadyExistsException(to.toString());
    }
    remove(to);
  }

  private static void pour(Path from, Path to) throws IOException {
    byte[] buffer = new byte[65536];
    int flags = OpenFile.CREATE | OpenFile.EXCLUSIVE;
    try (OpenFile in = OpenFile.openPath(from.toString(), 0, OpenFile.READ, false);
        OpenFile out = OpenFile.openPath(to.toString(), flags, OpenFile.WRITE, false)) {
      for (int count = in.read(buffer, 0, buffer.length); count > 0; ) {
        out.write(buffer, 0, count);
        count = in.read(buffer, 0, buffer.length);
      }
    }
  }

  private static final class Entries implements DirectoryStream<Path> {
    private Iterator<Path> left;

    Entries(List<Path> all) {
      left = all.iterator();
    }

    @Override
    public Iterator<Path> iterator() {
      if (left == null) {
        throw new IllegalStateException(
            "Directory stream is closed, or its iterator was asked for");
      }
      Iterator<Path> once = left;
      left = null;
      return once;
    }

    @Override
    public void close() {
      left = null;
    }
  }

  private static final class Attributes implements BasicFileAttributes {
    private static final int FOLDER = 3;
    private static final int LINK = 5;
    private static final int REGULAR = 6;

    private final GrantedFile.Stat known;

    Attributes(GrantedFile.Stat known) {
      this.known = known;
    }

    @Override
    public FileTime creationTime() {
      return lastModifiedTime();
    }

    @Override
    public FileTime lastAccessTime() {
      return FileTime.fromMillis(known.accessed);
    }

    @Override
    public FileTime lastModifiedTime() {
      return FileTime.fromMillis(known.modified);
    }

    @Override
    public boolean isDirectory() {
      return known.type == FOLDER;
    }

    @Override
    public boolean isRegularFile() {
      return known.type == REGULAR;
    }

    @Override
    public boolean isSymbolicLink() {
      return known.type == LINK;
    }

    @Override
    public boolean isOther() {
      return !isDirectory() && !isRegularFile() && !isSymbolicLink();
    }

    @Override
    public long size() {
      return known.size;
    }

    @Override
    public Object fileKey() {
      return null;
    }
  }
}
