package witloom.lib.java.io;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import witloom.lib.OfObject;

/** Methods of {@link Reader} that TeaVM lacks. */
public final class ReaderPatch {
  private ReaderPatch() {}

  @OfObject
  public static long transferTo(Reader self, Writer out) throws IOException {
    char[] buffer = new char[8192];
    long moved = 0;
    for (int count = self.read(buffer); count >= 0; count = self.read(buffer)) {
      out.write(buffer, 0, count);
      moved += count;
    }
    return moved;
  }
}
