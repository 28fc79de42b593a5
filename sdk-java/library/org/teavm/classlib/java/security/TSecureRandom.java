package org.teavm.classlib.java.security;

import org.teavm.classlib.java.util.TRandom;
import witloom.lib.Entropy;

/** Random numbers of the host that nobody can guess; seeds change nothing. */
public class TSecureRandom extends TRandom {
  public TSecureRandom() {
    super(0);
  }

  public TSecureRandom(byte[] seed) {
    super(0);
  }

  public static TSecureRandom getInstance(String algorithm) throws TNoSuchAlgorithmException {
    switch (algorithm) {
      case "NativePRNG":
      case "NativePRNGBlocking":
      case "NativePRNGNonBlocking":
      case "DRBG":
      case "SHA1PRNG":
        return new TSecureRandom();
      default:
        throw new TNoSuchAlgorithmException(algorithm + " SecureRandom not available");
    }
  }

  public static TSecureRandom getInstanceStrong() {
    return new TSecureRandom();
  }

  public static byte[] getSeed(int count) {
    byte[] seed = new byte[count];
    new TSecureRandom().nextBytes(seed);
    return seed;
  }

  public byte[] generateSeed(int count) {
    return getSeed(count);
  }

  public String getAlgorithm() {
    return "NativePRNG";
  }

  @Override
  public void setSeed(long seed) {}

  public void setSeed(byte[] seed) {}

  public void reseed() {}

  @Override
  protected int next(int bits) {
    return (int) Entropy.bits() >>> (32 - bits);
  }
}
