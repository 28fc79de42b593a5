package witloom.lib;

/**
 * A whole number of any size that only what turns decimal numbers into binary ones needs; it counts
 * what it loses.
 */
public final class Magnitude {
  private static final int FIVE_13 = 1_220_703_125;

  private int[] words;
  private int count;

  /** Whether something other than zero was cut off below. */
  private boolean inexact;

  /** Takes an unsigned number. */
  public Magnitude(long value) {
    words = new int[8];
    words[0] = (int) value;
    words[1] = (int) (value >>> 32);
    count = 2;
    trim();
  }

  private void trim() {
    while (count > 0 && words[count - 1] == 0) {
      count--;
    }
  }

  private void push(int word) {
    if (count == words.length) {
      int[] more = new int[count * 2];
      System.arraycopy(words, 0, more, 0, count);
      words = more;
    }
    words[count++] = word;
  }

  public boolean isInexact() {
    return inexact;
  }

  public void setInexact() {
    inexact = true;
  }

  /** How many bits it has, without leading zeros. */
  public int bits() {
    return count == 0 ? 0 : count * 32 - Integer.numberOfLeadingZeros(words[count - 1]);
  }

  /** Its lowest 64 bits. */
  public long low() {
    long low = count > 0 ? words[0] & 0xffffffffL : 0;
    return count > 1 ? low | (long) words[1] << 32 : low;
  }

  public void multiplyAdd(int factor, int addend) {
    long carry = addend;
    for (int i = 0; i < count; i++) {
      carry += (words[i] & 0xffffffffL) * factor;
      words[i] = (int) carry;
      carry >>>= 32;
    }
    if (carry != 0) {
      push((int) carry);
    }
  }

  private void divide(int divisor) {
    long rest = 0;
    for (int i = count - 1; i >= 0; i--) {
      long part = rest << 32 | words[i] & 0xffffffffL;
      long quotient = part / divisor;
      words[i] = (int) quotient;
      rest = part - quotient * divisor;
    }
    inexact |= rest != 0;
    trim();
  }

  /** Multiplies by a power of five; one that is negative divides. */
  public void scaleByFive(int power) {
    int left = Math.abs(power);
    while (left > 0) {
      int factor = FIVE_13;
      if (left < 13) {
        factor = 1;
        for (int i = 0; i < left; i++) {
          factor *= 5;
        }
      }
      if (power > 0) {
        multiplyAdd(factor, 0);
      } else {
        divide(factor);
      }
      left -= 13;
    }
  }

  /** Multiplies by a power of two; one that is negative divides. */
  public void scaleByTwo(int power) {
    if (power > 0) {
      shiftLeft(power);
    } else if (power < 0) {
      shiftRight(-power);
    }
  }

  private void shiftLeft(int bits) {
    if (count == 0) {
      return;
    }
    int whole = bits >>> 5;
    multiplyAdd(1 << (bits & 15), 0);
    if ((bits & 16) != 0) {
      multiplyAdd(1 << 16, 0);
    }
    int[] more = new int[count + whole + 2];
    System.arraycopy(words, 0, more, whole, count);
    words = more;
    count += whole;
  }

  private void shiftRight(int bits) {
    int whole = Math.min(bits >>> 5, count);
    for (int i = 0; i < whole; i++) {
      inexact |= words[i] != 0;
    }
    System.arraycopy(words, whole, words, 0, count - whole);
    count -= whole;
    int rest = bits & 31;
    if (rest == 0 || count == 0) {
      return;
    }
    inexact |= words[0] << 32 - rest != 0;
    for (int i = 0; i < count; i++) {
      int above = i + 1 < count ? words[i + 1] : 0;
      words[i] = words[i] >>> rest | above << 32 - rest;
    }
    trim();
  }

  /**
   * The bits of the nearest floating-point number, without a sign; of two that are equally near,
   * the even one.
   *
   * @param power this number is to be multiplied by two to this power
   * @param precision bits of a mantissa, with the one that isn't stored
   * @param least the exponent of the smallest number's only bit
   * @param most the exponent that stands for infinity, as it is stored
   */
  public long round(int power, int precision, int least, int most) {
    int exponent = Math.max(power + Math.max(bits() - precision, -2200), least);
    int drop = exponent - power;
    long mantissa;
    if (drop <= 0) {
      mantissa = low() << -drop;
    } else {
      scaleByTwo(1 - drop);
      mantissa = low();
      boolean up = (mantissa & 1) != 0 && (inexact || (mantissa & 2) != 0);
      mantissa = (mantissa >>> 1) + (up ? 1 : 0);
    }
    long infinity = (long) most << precision - 1;
    if (mantissa == 0 || exponent - least >= most) {
      return mantissa == 0 ? 0 : infinity;
    }
    return Math.min(((long) (exponent - least) << precision - 1) + mantissa, infinity);
  }
}
