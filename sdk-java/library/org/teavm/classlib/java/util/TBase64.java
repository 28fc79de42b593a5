package org.teavm.classlib.java.util;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import witloom.lib.Unbase64;

/** Base64, whose decoders take nothing that doesn't belong there. */
public final class TBase64 {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int MIME_LINE = 76;
  private static final byte[] MIME_END = {'\r', '\n'};

  private TBase64() {}

  public static Encoder getEncoder() {
    return new Encoder(LETTERS + "+/", true, 0, null);
  }

  public static Encoder getUrlEncoder() {
    return new Encoder(LETTERS + "-_", true, 0, null);
  }

  public static Encoder getMimeEncoder() {
    return new Encoder(LETTERS + "+/", true, MIME_LINE, MIME_END);
  }

  public static Encoder getMimeEncoder(int lineLength, byte[] lineSeparator) {
    Objects.requireNonNull(lineSeparator);
    for (byte each : lineSeparator) {
      if ((LETTERS + "+/=").indexOf((char) (each & 0xff)) >= 0) {
        throw new IllegalArgumentException(
            "Illegal base64 line separator character 0x" + Integer.toString(each & 0xff, 16));
      }
    }
    int line = lineLength & ~3;
    return line <= 0 ? getEncoder() : new Encoder(LETTERS + "+/", true, line, lineSeparator);
  }

  public static Decoder getDecoder() {
    return new Decoder(LETTERS + "+/", false);
  }

  public static Decoder getUrlDecoder() {
    return new Decoder(LETTERS + "-_", false);
  }

  public static Decoder getMimeDecoder() {
    return new Decoder(LETTERS + "+/", true);
  }

  /** Writes bytes as letters. */
  public static class Encoder {
    private final String alphabet;
    private final boolean isPadded;
    private final int line;
    private final byte[] end;

    private Encoder(String alphabet, boolean isPadded, int line, byte[] end) {
      this.alphabet = alphabet;
      this.isPadded = isPadded;
      this.line = line;
      this.end = end;
    }

    private int size(int count) {
      int letters = isPadded ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3;
      return line > 0 && letters > 0 ? letters + (letters - 1) / line * end.length : letters;
    }

    public byte[] encode(byte[] src) {
      byte[] out = new byte[size(src.length)];
      put(src, out);
      return out;
    }

    public int encode(byte[] src, byte[] dst) {
      if (dst.length < size(src.length)) {
        throw new IllegalArgumentException(
            "Output byte array is too small for encoding all input bytes");
      }
      return put(src, dst);
    }

    public ByteBuffer encode(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return ByteBuffer.wrap(encode(bytes));
    }

    public String encodeToString(byte[] src) {
      return new String(encode(src), StandardCharsets.ISO_8859_1);
    }

    public Encoder withoutPadding() {
      return isPadded ? new Encoder(alphabet, false, line, end) : this;
    }

    private int put(byte[] src, byte[] out) {
      int at = 0;
      int column = 0;
      for (int i = 0; i < src.length; i += 3) {
        if (line > 0 && column == line) {
          System.arraycopy(end, 0, out, at, end.length);
          at += end.length;
          column = 0;
        }
        int left = src.length - i;
        int bits = (src[i] & 0xff) << 16;
        bits |= left > 1 ? (src[i + 1] & 0xff) << 8 : 0;
        bits |= left > 2 ? src[i + 2] & 0xff : 0;
        for (int letter = 0; letter < 4; letter++) {
          if (letter <= left) {
            out[at++] = (byte) alphabet.charAt(bits >>> 18 - 6 * letter & 63);
          } else if (isPadded) {
            out[at++] = '=';
          }
        }
        column += 4;
      }
      return at;
    }
  }

  /** Reads letters as bytes. */
  public static class Decoder {
    private final Unbase64 reader;

    private Decoder(String alphabet, boolean isMime) {
      reader = new Unbase64(alphabet, isMime);
    }

    public byte[] decode(byte[] src) {
      byte[] out = new byte[reader.size(src)];
      int count = reader.read(src, out);
      return count == out.length ? out : Arrays.copyOf(out, count);
    }

    public byte[] decode(String src) {
      return decode(src.getBytes(StandardCharsets.ISO_8859_1));
    }

    public int decode(byte[] src, byte[] dst) {
      if (dst.length < reader.size(src)) {
        throw new IllegalArgumentException(
            "Output byte array is too small for decoding all input bytes");
      }
      return reader.read(src, dst);
    }

    public ByteBuffer decode(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return ByteBuffer.wrap(decode(bytes));
    }
  }
}
