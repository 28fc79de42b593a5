package witloom.lib;

import org.teavm.runtime.fs.VirtualFile;
import org.teavm.runtime.fs.VirtualFileSystem;

/** The file system that java.io and java.nio.file see: the granted folders. */
public final class FileSystem implements VirtualFileSystem {
  @Override
  public String getUserDir() {
    return "/";
  }

  @Override
  public VirtualFile getFile(String path) {
    return new GrantedFile(path);
  }

  @Override
  public boolean isWindows() {
    return false;
  }

  @Override
  public String canonicalize(String path) {
    return Folders.absolute(path);
  }

  @Override
  public String[] getRoots() {
    return new String[] {"/"};
  }
}
