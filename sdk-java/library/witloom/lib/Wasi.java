package witloom.lib;

import org.teavm.interop.Import;

/** WASI 0.2 as the core module imports it: what the class library asks of the world outside. */
final class Wasi {
  private static final String TYPES = "wasi:filesystem/types@0.2.0";
  private static final String STREAMS = "wasi:io/streams@0.2.0";
  private static final String ENVIRONMENT = "wasi:cli/environment@0.2.0";

  private Wasi() {}

  @Import(module = "wasi:clocks/monotonic-clock@0.2.0", name = "now")
  static native long monotonicNow();

  @Import(module = "wasi:random/random@0.2.0", name = "get-random-u64")
  static native long randomU64();

  @Import(module = ENVIRONMENT, name = "get-environment")
  static native void getEnvironment(int area);

  @Import(module = "wasi:cli/exit@0.2.12", name = "exit-with-code")
  static native void exitWithCode(int status);

  @Import(module = "wasi:cli/stdin@0.2.0", name = "get-stdin")
  static native int getStdin();

  @Import(module = STREAMS, name = "[method]input-stream.blocking-read")
  static native void blockingRead(int stream, long length, int area);

  @Import(module = "wasi:filesystem/preopens@0.2.0", name = "get-directories")
  static native void getDirectories(int area);

  @Import(module = TYPES, name = "[method]descriptor.open-at")
  static native void openAt(
      int folder, int pathFlags, int path, int length, int openFlags, int flags, int area);

  @Import(module = TYPES, name = "[method]descriptor.read")
  static native void read(int descriptor, long length, long offset, int area);

  @Import(module = TYPES, name = "[method]descriptor.write")
  static native void write(int descriptor, int bytes, int length, long offset, int area);

  @Import(module = TYPES, name = "[method]descriptor.set-size")
  static native void setSize(int descriptor, long size, int area);

  @Import(module = TYPES, name = "[method]descriptor.stat")
  static native void stat(int descriptor, int area);

  @Import(module = TYPES, name = "[method]descriptor.stat-at")
  static native void statAt(int folder, int pathFlags, int path, int length, int area);

  @Import(module = TYPES, name = "[method]descriptor.set-times-at")
  static native void setTimesAt(
      int folder,
      int pathFlags,
      int path,
      int length,
      int access,
      long accessSeconds,
      int accessNanos,
      int change,
      long changeSeconds,
      int changeNanos,
      int area);

  @Import(module = TYPES, name = "[method]descriptor.read-directory")
  static native void readDirectory(int descriptor, int area);

  @Import(module = TYPES, name = "[method]directory-entry-stream.read-directory-entry")
  static native void readDirectoryEntry(int entries, int area);

  @Import(module = TYPES, name = "[method]descriptor.create-directory-at")
  static native void createDirectoryAt(int folder, int path, int length, int area);

  @Import(module = TYPES, name = "[method]descriptor.remove-directory-at")
  static native void removeDirectoryAt(int folder, int path, int length, int area);

  @Import(module = TYPES, name = "[method]descriptor.unlink-file-at")
  static native void unlinkFileAt(int folder, int path, int length, int area);

  @Import(module = TYPES, name = "[method]descriptor.rename-at")
  static native void renameAt(
      int folder, int path, int length, int newFolder, int newPath, int newLength, int area);

  @Import(module = TYPES, name = "[resource-drop]descriptor")
  static native void dropDescriptor(int descriptor);

  @Import(module = TYPES, name = "[resource-drop]directory-entry-stream")
  static native void dropEntries(int entries);
}
