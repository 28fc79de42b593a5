package org.teavm.classlib.java.util;

import java.io.Closeable;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scanner has read and not taken yet. */
final class TScannerText {
  private static final int PIECE = 1024;

  private final Readable source;
  private final StringBuilder read = new StringBuilder();
  private boolean isAll;

  /** Of what comes next. */
  int position;

  IOException problem;

  TScannerText(Readable source) {
    this.source = source;
  }

  TScannerText(String text) {
    read.append(text);
    source = null;
    isAll = true;
  }

  void close() {
    isAll = true;
    if (source instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException failed) {
        problem = failed;
      }
    }
  }

  /** Reads on; false if there is no more. */
  private boolean more() {
    if (isAll) {
      return false;
    }
    CharBuffer piece = CharBuffer.allocate(PIECE);
    try {
      int count = source.read(piece);
      isAll = count < 0;
      if (count > 0) {
        read.append(piece.array(), 0, count);
      }
    } catch (IOException failed) {
      problem = failed;
      isAll = true;
    }
    return !isAll;
  }

  /** Goes on, and forgets what has been taken, once that is much. */
  void take(int count) {
    position += count;
    if (position > 16 * PIECE) {
      read.delete(0, position);
      position = 0;
    }
  }

  boolean isOver() {
    return isAll && position == read.length();
  }

  private Matcher matcher(Pattern pattern, int end) {
    Matcher matcher = pattern.matcher(read);
    matcher.useTransparentBounds(true);
    matcher.useAnchoringBounds(false);
    return matcher.region(position, end);
  }

  /** Goes behind delimiters, of which null is any whitespace; false if nothing follows. */
  boolean skip(Pattern delimiter) {
    int start = position;
    while (true) {
      int end = start;
      if (delimiter == null) {
        while (end < read.length() && Character.isWhitespace(read.charAt(end))) {
          end++;
        }
      } else {
        position = start;
        Matcher matcher = matcher(delimiter, read.length());
        end = matcher.lookingAt() ? matcher.end() : start;
      }
      if (end < read.length() || !more()) {
        position = end;
        return end < read.length();
      }
    }
  }

  /** What stands before the next delimiter. */
  String token(Pattern delimiter) {
    while (true) {
      int end = delimiter == null ? nextSpace() : next(delimiter);
      if (end >= 0) {
        return read.substring(position, end);
      }
      if (!more()) {
        return read.substring(position);
      }
    }
  }

  private int nextSpace() {
    for (int at = position; at < read.length(); at++) {
      if (Character.isWhitespace(read.charAt(at))) {
        return at;
      }
    }
    return -1;
  }

  private int next(Pattern delimiter) {
    Matcher matcher = matcher(delimiter, read.length());
    boolean isFound = matcher.find();
    if (isFound && matcher.end() == position) {
      isFound = matcher.find();
    }
    return isFound ? matcher.start() : -1;
  }

  /** Where the line ends, before what ends it, or -1 if nothing is left. */
  int lineEnd() {
    int at = position;
    while (true) {
      while (at < read.length()) {
        char sign = read.charAt(at);
        boolean isPair = sign == '\r' && at + 1 == read.length();
        if (isEnd(sign) && !(isPair && more())) {
          return at;
        }
        at += isEnd(sign) ? 0 : 1;
      }
      if (!more()) {
        return at > position ? at : -1;
      }
    }
  }

  private static boolean isEnd(char sign) {
    return sign == '\n' || sign == '\r' || sign == '\u2028' || sign == '\u2029' || sign == '\u0085';
  }

  String takeLine(int end) {
    String line = read.substring(position, end);
    boolean isPair =
        end + 1 < read.length() && read.charAt(end) == '\r' && read.charAt(end + 1) == '\n';
    take(line.length() + (isPair ? 2 : end < read.length() ? 1 : 0));
    return line;
  }

  /** Goes behind what a pattern finds before an end. */
  MatchResult find(Pattern pattern, int end) {
    Matcher matcher = matcher(pattern, end);
    return matcher.find() ? taken(matcher) : null;
  }

  private MatchResult taken(Matcher matcher) {
    MatchResult result = matcher.toMatchResult();
    take(matcher.end() - position);
    return result;
  }

  /** As {@link #find}, within so many characters, of which 0 is any number. */
  MatchResult findWithin(Pattern pattern, int horizon) {
    while (true) {
      boolean isFar = horizon > 0 && read.length() - position >= horizon;
      int end = isFar ? position + horizon : read.length();
      Matcher matcher = matcher(pattern, end);
      boolean isFound = matcher.find();
      if (isFound && (matcher.end() < end || isFar)) {
        return taken(matcher);
      }
      if (isFar || !more()) {
        return isFound ? taken(matcher) : null;
      }
    }
  }

  /** As {@link #find}, for what stands here. */
  MatchResult lookingAt(Pattern pattern) {
    while (true) {
      Matcher matcher = matcher(pattern, read.length());
      boolean isFound = matcher.lookingAt();
      if (isFound && matcher.end() < read.length() || !more()) {
        return isFound ? taken(matcher) : null;
      }
    }
  }
}
