package witloom.lib;

import java.io.InputStream;
import java.io.OutputStream;
import org.teavm.classlib.java.io.TFileInputStream;
import org.teavm.classlib.java.io.TFileOutputStream;

/** Streams over open files. */
public final class Streams {
  private Streams() {}

  public static InputStream input(OpenFile file) {
    return new TFileInputStream(file);
  }

  public static OutputStream output(OpenFile file) {
    return new TFileOutputStream(file);
  }
}
