package witloom.lib;

import java.util.ArrayList;
import java.util.List;
import witloom.rt.Arena;
import witloom.rt.Lift;
import witloom.rt.Mem;

/** The folders that were granted. A relative path starts at the root. */
final class Folders {
  /**
   * A granted folder.
   *
   * @param descriptor its handle
   * @param path its absolute path without a slash at the end; empty for the root
   */
  record Folder(int descriptor, String path) {}

  /**
   * A place below a granted folder.
   *
   * @param folder its handle
   * @param path the path from there
   */
  record Place(int folder, String path) {}

  private static List<Folder> granted;

  private Folders() {}

  static List<Folder> granted() {
    if (granted == null) {
      granted = read();
    }
    return granted;
  }

  private static List<Folder> read() {
    List<Folder> found = new ArrayList<>();
    int mark = Arena.mark();
    try {
      int area = Arena.take(8, 4);
      Wasi.getDirectories(area);
      int list = Mem.getS32(area);
      int count = Mem.getS32(area + 4);
      int entry = list;
      for (int left = count; left > 0; left--) {
        String path = Lift.string(Mem.getS32(entry + 4), Mem.getS32(entry + 8));
        String whole = absolute(path);
        found.add(new Folder(Mem.getS32(entry), whole.equals("/") ? "" : whole));
        entry += 12;
      }
      Arena.release(list, 12 * count);
    } finally {
      Arena.reset(mark);
    }
    return found;
  }

  /** The absolute path without {@code .}, {@code ..} and double slashes. */
  static String absolute(String path) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start <= path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      String part = path.substring(start, end);
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
      start = end + 1;
    }
    return "/" + String.join("/", parts);
  }

  /** Where a path lies; null where nothing was granted. */
  static Place find(String path) {
    String whole = absolute(path);
    Folder best = null;
    for (Folder folder : granted()) {
      boolean holds = whole.equals(folder.path()) || whole.startsWith(folder.path() + "/");
      if (holds && (best == null || folder.path().length() > best.path().length())) {
        best = folder;
      }
    }
    if (best == null) {
      return null;
    }
    String rest = whole.substring(best.path().length());
    return new Place(best.descriptor(), rest.length() <= 1 ? "." : rest.substring(1));
  }

  /** The names in a folder that only leads to granted ones; empty if it leads to none. */
  static List<String> leading(String path) {
    String whole = absolute(path);
    String prefix = whole.equals("/") ? whole : whole + "/";
    List<String> names = new ArrayList<>();
    for (Folder folder : granted()) {
      if (folder.path().startsWith(prefix)) {
        String rest = folder.path().substring(prefix.length());
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
