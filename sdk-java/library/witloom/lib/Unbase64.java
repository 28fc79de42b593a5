package witloom.lib;

import java.util.Arrays;

/** Reads Base64 as strictly as the JDK. */
public final class Unbase64 {
  private static final int PADDING = -2;

  private final int[] values = new int[256];
  private final boolean isMime;

  public Unbase64(String alphabet, boolean isMime) {
    Arrays.fill(values, -1);
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = i;
    }
    values['='] = PADDING;
    this.isMime = isMime;
  }

  /** No less than as many bytes as some letters stand for. */
  public int size(byte[] letters) {
    int count = letters.length;
    if (count == 0) {
      return 0;
    }
    if (count < 2) {
      if (isMime) {
        return 0;
      }
      throw new IllegalArgumentException(
          "Input byte[] should at least have 2 bytes for base64 bytes");
    }
    int padding = 0;
    if (isMime) {
      int others = 0;
      for (int i = 0; i < letters.length && letters[i] != '='; i++) {
        others += values[letters[i] & 0xff] < 0 ? 1 : 0;
      }
      count -= others;
    } else if (letters[count - 1] == '=') {
      padding = letters[count - 2] == '=' ? 2 : 1;
    }
    if (padding == 0 && count % 4 != 0) {
      padding = 4 - count % 4;
    }
    return 3 * ((count + 3) / 4) - padding;
  }

  /** Answers how many bytes it has written. */
  public int read(byte[] letters, byte[] out) {
    int at = 0;
    int bits = 0;
    int have = 0;
    int i = 0;
    while (i < letters.length) {
      byte letter = letters[i++];
      int value = values[letter & 0xff];
      if (value == PADDING) {
        boolean isSecondMissing = have == 2 && (i == letters.length || letters[i++] != '=');
        if (isSecondMissing || have == 0) {
          throw new IllegalArgumentException("Input byte array has wrong 4-byte ending unit");
        }
        break;
      }
      if (value < 0) {
        if (isMime) {
          continue;
        }
        throw new IllegalArgumentException(
            "Illegal base64 character " + Integer.toString(letter, 16));
      }
      bits = bits << 6 | value;
      if (++have == 4) {
        out[at++] = (byte) (bits >> 16);
        out[at++] = (byte) (bits >> 8);
        out[at++] = (byte) bits;
        have = 0;
        bits = 0;
      }
    }
    if (have == 1) {
      throw new IllegalArgumentException("Last unit does not have enough valid bits");
    }
    if (have > 1) {
      bits <<= 24 - 6 * have;
      out[at++] = (byte) (bits >> 16);
      if (have == 3) {
        out[at++] = (byte) (bits >> 8);
      }
    }
    checkRest(letters, i);
    return at;
  }

  /** Behind the end there is nothing, or what MIME ignores. */
  private void checkRest(byte[] letters, int from) {
    for (int i = from; i < letters.length; i++) {
      if (!isMime || values[letters[i] & 0xff] >= 0) {
        throw new IllegalArgumentException(
            "Input byte array has incorrect ending byte at " + (isMime ? i + 1 : i));
      }
    }
  }
}
