package witloom.lib.org.teavm.runtime.fs;

import org.teavm.runtime.fs.VirtualFileSystem;
import witloom.lib.FileSystem;

/** The file system of the class library. */
public final class VirtualFileSystemProviderPatch {
  private VirtualFileSystemProviderPatch() {}

  public static VirtualFileSystem create() {
    return new FileSystem();
  }
}
