package witloom.lib.java.io;

import java.io.File;
import java.nio.file.Path;
import witloom.lib.OfObject;

/** Methods of {@link File} that TeaVM lacks. */
public final class FilePatch {
  private FilePatch() {}

  @OfObject
  public static Path toPath(File self) {
    return Path.of(self.getPath());
  }
}
