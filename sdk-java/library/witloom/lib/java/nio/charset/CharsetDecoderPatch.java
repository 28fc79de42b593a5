package witloom.lib.java.nio.charset;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import witloom.lib.OfObject;

/** Instead of a method of {@link CharsetDecoder} that loses what is cut off in the end. */
public final class CharsetDecoderPatch {
  private CharsetDecoderPatch() {}

  @OfObject
  public static CharBuffer decode(CharsetDecoder self, ByteBuffer in)
      throws CharacterCodingException {
    self.reset();
    int spare = self.replacement().length() + 1;
    CharBuffer out =
        CharBuffer.allocate((int) (in.remaining() * self.averageCharsPerByte()) + spare);
    while (true) {
      CoderResult result = self.decode(in, out, true);
      if (result.isUnderflow()) {
        result = self.flush(out);
      }
      if (result.isUnderflow()) {
        out.flip();
        return out;
      }
      if (result.isError()) {
        result.throwException();
      }
      CharBuffer more = CharBuffer.allocate(out.capacity() * 2 + spare);
      out.flip();
      out = more.put(out);
    }
  }
}
