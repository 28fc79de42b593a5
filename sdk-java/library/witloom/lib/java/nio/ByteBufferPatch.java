package witloom.lib.java.nio;

import java.nio.ByteBuffer;
import witloom.lib.OfObject;

/** The text of a {@link ByteBuffer}, as the JDK's. */
public final class ByteBufferPatch {
  private ByteBufferPatch() {}

  @OfObject
  public static String toString(ByteBuffer self) {
    String kind =
        (self.isDirect() ? "Direct" : "Heap") + "ByteBuffer" + (self.isReadOnly() ? "R" : "");
    return "java.nio."
        + kind
        + "[pos="
        + self.position()
        + " lim="
        + self.limit()
        + " cap="
        + self.capacity()
        + "]";
  }
}
