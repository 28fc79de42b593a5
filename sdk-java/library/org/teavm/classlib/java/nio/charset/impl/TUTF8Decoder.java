package org.teavm.classlib.java.nio.charset.impl;

import org.teavm.classlib.java.nio.charset.TCharset;
import org.teavm.classlib.java.nio.charset.TCoderResult;

/** Reads UTF-8 and nothing that only looks like it: what is malformed is as long as on the JDK. */
public class TUTF8Decoder extends TBufferedDecoder {
  public TUTF8Decoder(TCharset charset) {
    super(charset, 1, 1);
  }

  @Override
  protected TCoderResult arrayDecode(
      byte[] in,
      int inPos,
      int inSize,
      char[] out,
      int outPos,
      int outSize,
      Controller controller) {
    TCoderResult result = null;
    int from = inPos;
    int to = outPos;
    while (from < inSize && to < outSize && result == null) {
      int first = in[from];
      if (first >= 0) {
        out[to++] = (char) first;
        from++;
        continue;
      }
      int length = length(first & 0xff);
      int malformed = length == 0 ? 1 : malformed(in, from, Math.min(inSize, from + length));
      if (malformed > 0) {
        result = TCoderResult.malformedForLength(malformed);
      } else if (from + length > inSize) {
        result = controller.hasMoreInput() ? null : TCoderResult.UNDERFLOW;
        break;
      } else if (length == 4 && to + 2 > outSize) {
        result = controller.hasMoreOutput(2) ? null : TCoderResult.OVERFLOW;
        break;
      } else {
        int point = point(in, from, length);
        if (length == 3 && point >= 0xd800 && point < 0xe000) {
          result = TCoderResult.malformedForLength(3);
        } else {
          to += Character.toChars(point, out, to);
          from += length;
        }
      }
    }
    controller.setInPosition(from);
    controller.setOutPosition(to);
    return result;
  }

  /** How many bytes a character has that begins with this one, or none if no character does. */
  private static int length(int first) {
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  }

  /** How many bytes don't go on, though some are there; forms longer than needed don't. */
  private static int malformed(byte[] in, int from, int end) {
    int first = in[from] & 0xff;
    for (int i = from + 1; i < end; i++) {
      int next = in[i] & 0xff;
      boolean isFine = (next & 0xc0) == 0x80;
      if (i == from + 1) {
        isFine &= first != 0xe0 || next >= 0xa0;
        isFine &= first != 0xf0 || next >= 0x90;
        isFine &= first != 0xf4 || next < 0x90;
      }
      if (!isFine) {
        return i - from;
      }
    }
    return 0;
  }

  private static int point(byte[] in, int from, int length) {
    int point = in[from] & 0xff >> length + 1;
    for (int i = 1; i < length; i++) {
      point = point << 6 | in[from + i] & 0x3f;
    }
    return point;
  }
}
