package org.teavm.classlib.java.util;

import org.teavm.classlib.java.io.TSerializable;
import org.teavm.classlib.java.lang.TObject;
import org.teavm.classlib.java.util.random.TRandomGenerator;
import witloom.lib.Entropy;

/** Random numbers in the sequences that the documentation of {@code java.util.Random} prescribes. */
public class TRandom extends TObject implements TRandomGenerator, TSerializable {
  private static final long MASK = (1L << 48) - 1;

  private long seed;
  private double nextGaussian;
  private boolean hasGaussian;

  public TRandom() {
    this(Entropy.bits());
  }

  public TRandom(long seed) {
    setSeed(seed);
  }

  public void setSeed(long seed) {
    this.seed = (seed ^ 0x5DEECE66DL) & MASK;
    hasGaussian = false;
  }

  protected int next(int bits) {
    seed = (seed * 0x5DEECE66DL + 0xBL) & MASK;
    return (int) (seed >>> (48 - bits));
  }

  @Override
  public int nextInt() {
    return next(32);
  }

  @Override
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive");
    }
    int found = next(31);
    int mask = bound - 1;
    if ((bound & mask) == 0) {
      return (int) (bound * (long) found >> 31);
    }
    int drawn = found;
    found = drawn % bound;
    while (drawn - found + mask < 0) {
      drawn = next(31);
      found = drawn % bound;
    }
    return found;
  }

  @Override
  public int nextInt(int origin, int bound) {
    if (origin >= bound) {
      throw new IllegalArgumentException("bound must be greater than origin");
    }
    int found = nextInt();
    int range = bound - origin;
    int mask = range - 1;
    if ((range & mask) == 0) {
      return (found & mask) + origin;
    }
    if (range > 0) {
      int drawn = found >>> 1;
      found = drawn % range;
      while (drawn + mask - found < 0) {
        drawn = nextInt() >>> 1;
        found = drawn % range;
      }
      return found + origin;
    }
    while (found < origin || found >= bound) {
      found = nextInt();
    }
    return found;
  }

  @Override
  public long nextLong() {
    return ((long) next(32) << 32) + next(32);
  }

  @Override
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive");
    }
    return nextLong(0, bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    if (origin >= bound) {
      throw new IllegalArgumentException("bound must be greater than origin");
    }
    long found = nextLong();
    long range = bound - origin;
    long mask = range - 1;
    if ((range & mask) == 0) {
      return (found & mask) + origin;
    }
    if (range > 0) {
      long drawn = found >>> 1;
      found = drawn % range;
      while (drawn + mask - found < 0) {
        drawn = nextLong() >>> 1;
        found = drawn % range;
      }
      return found + origin;
    }
    while (found < origin || found >= bound) {
      found = nextLong();
    }
    return found;
  }

  @Override
  public boolean nextBoolean() {
    return next(1) != 0;
  }

  @Override
  public float nextFloat() {
    return next(24) / (float) (1 << 24);
  }

  @Override
  public double nextDouble() {
    return (((long) next(26) << 27) + next(27)) * 0x1.0p-53;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    int bits = 0;
    for (int i = 0; i < bytes.length; i++) {
      bits = i % 4 == 0 ? nextInt() : bits >> 8;
      bytes[i] = (byte) bits;
    }
  }

  @Override
  public double nextGaussian() {
    if (hasGaussian) {
      hasGaussian = false;
      return nextGaussian;
    }
    double a;
    double b;
    double square;
    do {
      a = 2 * nextDouble() - 1;
      b = 2 * nextDouble() - 1;
      square = a * a + b * b;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * Math.log(square) / square);
    nextGaussian = b * factor;
    hasGaussian = true;
    return a * factor;
  }
}
