package witloom.lib;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.teavm.runtime.fs.VirtualFile;
import org.teavm.runtime.fs.VirtualFileAccessor;
import witloom.rt.Arena;
import witloom.rt.Lift;
import witloom.rt.Lower;
import witloom.rt.Mem;

/** A path, and what lies there. */
final class GrantedFile implements VirtualFile {
  private static final int FOLLOW = 1;
  private static final int FOLDER = 3;
  private static final int REGULAR = 6;
  private static final int STAT_SIZE = 104;
  private static final int RESULT_SIZE = 16;

  /** The case {@code timestamp} of {@code new-timestamp}; {@code no-change} is 0. */
  private static final int TIMESTAMP = 2;

  final String path;

  GrantedFile(String path) {
    this.path = path;
  }

  /** A call that takes the folder, a path in memory and an area, and answers a {@code result}. */
  private interface Operation {
    void call(int folder, int path, int length, int area);
  }

  /** Does something at this path; 0 when all went well, else the error's code and one. */
  private int at(int codeOffset, int size, Operation operation) {
    Folders.Place place = Folders.find(path);
    if (place == null) {
      return Errno.NOT_GRANTED;
    }
    int mark = Arena.mark();
    try {
      int address = Lower.string(place.path());
      int length = Lower.length;
      int area = Arena.take(size, 8);
      operation.call(place.folder(), address, length, area);
      return Mem.getU8(area) == 0 ? 0 : Mem.getU8(area + codeOffset) + 1;
    } finally {
      Arena.reset(mark);
    }
  }

  /** What {@code stat} says. */
  static final class Stat {
    int type = -1;
    long size;
    long accessed;
    long modified;
  }

  private Stat stat() {
    Stat found = new Stat();
    stat(found, FOLLOW);
    return found;
  }

  /** Asks for what is known; 0, or what went wrong as {@link #at} says it. */
  private int stat(Stat found, int flags) {
    return at(
        8,
        STAT_SIZE,
        (folder, address, length, area) -> {
          Wasi.statAt(folder, flags, address, length, area);
          if (Mem.getU8(area) == 0) {
            found.type = Mem.getU8(area + 8);
            found.size = Mem.getS64(area + 24);
            found.accessed = millis(area + 32);
            found.modified = millis(area + 56);
          }
        });
  }

  /** An optional time. */
  private static long millis(int area) {
    return Mem.getU8(area) == 0 ? 0 : Mem.getS64(area + 8) * 1000 + Mem.getS32(area + 16) / 1000000;
  }

  /** The same as {@link #stat}, for java.nio.file. */
  Stat known(boolean follow) throws IOException {
    Stat found = new Stat();
    if (!Folders.leading(path).isEmpty() && Folders.find(path) == null) {
      found.type = FOLDER;
    } else {
      check(stat(found, follow ? FOLLOW : 0));
    }
    return found;
  }

  /** Throws what an answer of {@link #at} stands for. */
  private void check(int answer) throws IOException {
    if (answer != 0) {
      throw Errno.exception(path, answer == Errno.NOT_GRANTED ? answer : answer - 1);
    }
  }

  /** Makes a folder. */
  void makeFolder() throws IOException {
    check(at(1, RESULT_SIZE, Wasi::createDirectoryAt));
  }

  /** Takes the file or the empty folder away. */
  void remove() throws IOException {
    Operation operation =
        known(false).type == FOLDER ? Wasi::removeDirectoryAt : Wasi::unlinkFileAt;
    check(at(1, RESULT_SIZE, operation));
  }

  /** Gives it another path; false where that is on another device. */
  boolean moveTo(GrantedFile other) throws IOException {
    int answer = rename(other.path);
    if (answer != 0 && answer != Errno.NOT_GRANTED && answer - 1 == Errno.CROSS_DEVICE) {
      return false;
    }
    check(answer);
    return true;
  }

  /** Sets when it was changed. */
  void touch(long time) throws IOException {
    check(changed(time));
  }

  /** Names in the folder, in no order. */
  List<String> names() throws IOException {
    if (Folders.find(path) == null && !Folders.leading(path).isEmpty()) {
      return Folders.leading(path);
    }
    try (OpenFile folder = OpenFile.openPath(path, OpenFile.FOLDER, OpenFile.READ, false)) {
      String[] names = list(folder);
      return names == null ? List.of() : List.of(names);
    }
  }

  @Override
  public String getName() {
    String whole = Folders.absolute(path);
    return whole.substring(whole.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isDirectory() {
    return stat().type == FOLDER || Folders.find(path) == null && !Folders.leading(path).isEmpty();
  }

  @Override
  public boolean isFile() {
    int type = stat().type;
    return type >= 0 && type != FOLDER;
  }

  /** Whether it is neither a folder nor a device. */
  boolean isRegular() {
    return stat().type == REGULAR;
  }

  @Override
  public String[] listFiles() {
    if (Folders.find(path) == null) {
      List<String> names = Folders.leading(path);
      return names.isEmpty() ? null : names.toArray(new String[0]);
    }
    try (OpenFile folder = OpenFile.open(path, OpenFile.FOLDER, OpenFile.READ)) {
      return list(folder);
    } catch (IOException problem) {
      return null;
    }
  }

  private static String[] list(OpenFile folder) {
    List<String> names = new ArrayList<>();
    int mark = Arena.mark();
    try {
      int area = Arena.take(24, 8);
      Wasi.readDirectory(folder.descriptor(), area);
      if (Mem.getU8(area) != 0) {
        return null;
      }
      int entries = Mem.getS32(area + 4);
      int each = Arena.mark();
      while (true) {
        Wasi.readDirectoryEntry(entries, area);
        if (Mem.getU8(area) != 0 || Mem.getU8(area + 4) == 0) {
          break;
        }
        names.add(Lift.string(Mem.getS32(area + 12), Mem.getS32(area + 16)));
        Arena.reset(each);
      }
      Wasi.dropEntries(entries);
    } finally {
      Arena.reset(mark);
    }
    return names.toArray(new String[0]);
  }

  @Override
  public VirtualFileAccessor createAccessor(boolean readable, boolean writable, boolean append) {
    int flags = (readable ? OpenFile.READ : 0) | (writable ? OpenFile.WRITE : 0);
    try {
      OpenFile file = OpenFile.open(path, 0, flags);
      if (writable && append) {
        file.seek(file.size());
      } else if (writable && !readable) {
        file.resize(0);
      }
      return file;
    } catch (IOException problem) {
      return null;
    }
  }

  private GrantedFile child(String name) {
    return new GrantedFile(Folders.absolute(path) + "/" + name);
  }

  @Override
  public boolean createFile(String fileName) throws IOException {
    GrantedFile file = child(fileName);
    try {
      OpenFile.open(file.path, OpenFile.CREATE | OpenFile.EXCLUSIVE, OpenFile.WRITE).close();
      return true;
    } catch (FileNotFoundException problem) {
      if (file.stat().type >= 0) {
        return false;
      }
      throw new IOException(problem.getMessage());
    }
  }

  @Override
  public boolean createDirectory(String fileName) {
    return child(fileName).at(1, RESULT_SIZE, Wasi::createDirectoryAt) == 0;
  }

  @Override
  public boolean delete() {
    int type = stat().type;
    Operation operation = type == FOLDER ? Wasi::removeDirectoryAt : Wasi::unlinkFileAt;
    return at(1, RESULT_SIZE, operation) == 0;
  }

  @Override
  public boolean adopt(VirtualFile file, String fileName) {
    return ((GrantedFile) file).rename(child(fileName).path) == 0;
  }

  private int rename(String to) {
    Folders.Place target = Folders.find(to);
    if (target == null) {
      return Errno.NOT_GRANTED;
    }
    int mark = Arena.mark();
    try {
      int address = Lower.string(target.path());
      int length = Lower.length;
      Operation move =
          (folder, from, size, area) ->
              Wasi.renameAt(folder, from, size, target.folder(), address, length, area);
      return at(1, RESULT_SIZE, move);
    } finally {
      Arena.reset(mark);
    }
  }

  @Override
  public boolean canRead() {
    return exists();
  }

  @Override
  public boolean canWrite() {
    if (isDirectory()) {
      return Folders.find(path) != null;
    }
    try {
      OpenFile.open(path, 0, OpenFile.WRITE).close();
      return true;
    } catch (IOException problem) {
      return false;
    }
  }

  @Override
  public long lastModified() {
    return stat().modified;
  }

  @Override
  public boolean setLastModified(long time) {
    return changed(time) == 0;
  }

  private int changed(long time) {
    long seconds = Math.floorDiv(time, 1000L);
    int nanos = (int) Math.floorMod(time, 1000L) * 1000000;
    Operation set =
        (folder, address, length, area) ->
            Wasi.setTimesAt(
                folder, FOLLOW, address, length, 0, 0, 0, TIMESTAMP, seconds, nanos, area);
    return at(1, RESULT_SIZE, set);
  }

  @Override
  public boolean setReadOnly(boolean readOnly) {
    return false;
  }

  @Override
  public int length() {
    return (int) Math.min(stat().size, Integer.MAX_VALUE);
  }
}
