package witloom.lib.java.util;

/** Methods of {@link java.util.Arrays} that TeaVM lacks. */
public final class ArraysPatch {
  private ArraysPatch() {}

  public static int compare(int[] a, int[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return Integer.compare(a[i], b[i]);
      }
    }
    return a.length - b.length;
  }

  public static int compare(long[] a, long[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return Long.compare(a[i], b[i]);
      }
    }
    return a.length - b.length;
  }

  public static int compare(byte[] a, byte[] b) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        return a[i] - b[i];
      }
    }
    return a.length - b.length;
  }
}
