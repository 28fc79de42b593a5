package witloom.lib;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The error codes of {@code wasi:filesystem}, in its order. */
final class Errno {
  /** No granted folder holds the path. */
  static final int NOT_GRANTED = -1;

  static final int ACCESS = 0;
  static final int EXIST = 7;
  static final int IS_DIRECTORY = 14;
  static final int NO_ENTRY = 20;
  static final int NOT_DIRECTORY = 24;
  static final int NOT_EMPTY = 25;
  static final int NOT_PERMITTED = 31;
  static final int READ_ONLY = 33;
  static final int CROSS_DEVICE = 36;

  private static final String[] TEXTS = {
    "Permission denied",
    "Resource temporarily unavailable",
    "Operation already in progress",
    "Bad file descriptor",
    "Device or resource busy",
    "Resource deadlock avoided",
    "Disk quota exceeded",
    "File exists",
    "File too large",
    "Invalid or incomplete multibyte or wide character",
    "Operation now in progress",
    "Interrupted system call",
    "Invalid argument",
    "Input/output error",
    "Is a directory",
    "Too many levels of symbolic links",
    "Too many links",
    "Message too long",
    "File name too long",
    "No such device",
    "No such file or directory",
    "No locks available",
    "Cannot allocate memory",
    "No space left on device",
    "Not a directory",
    "Directory not empty",
    "State not recoverable",
    "Operation not supported",
    "Inappropriate ioctl for device",
    "No such device or address",
    "Value too large for defined data type",
    "Operation not permitted",
    "Broken pipe",
    "Read-only file system",
    "Illegal seek",
    "Text file busy",
    "Invalid cross-device link",
  };

  private Errno() {}

  /** What the operating system would say. */
  static String text(int code) {
    if (code == NOT_GRANTED) {
      return "Permission denied: no granted folder holds it, grant one with `--dir`";
    }
    return code < TEXTS.length ? TEXTS[code] : "error " + code;
  }

  /** The exception of {@code java.nio.file}. */
  static IOException exception(String path, int code) {
    switch (code) {
      case NO_ENTRY:
        return new NoSuchFileException(path);
      case EXIST:
        return new FileAlreadyExistsException(path);
      case NOT_DIRECTORY:
        return new NotDirectoryException(path);
      case NOT_EMPTY:
        return new DirectoryNotEmptyException(path);
      case ACCESS:
      case NOT_PERMITTED:
        return new AccessDeniedException(path);
      case NOT_GRANTED:
        return new AccessDeniedException(path, null, text(code));
      default:
        return new FileSystemException(path, null, text(code));
    }
  }
}
