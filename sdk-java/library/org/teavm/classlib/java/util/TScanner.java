package org.teavm.classlib.java.util;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import witloom.lib.Numerals;

/** {@code java.util.Scanner}, which TeaVM lacks. It reads no more than it needs. */
public final class TScanner implements Iterator<String>, Closeable {
  private static final String WHITESPACE = "\\p{javaWhitespace}+";

  private final TScannerText text;
  private Pattern delimiter;
  private Locale locale = Locale.getDefault();
  private Numerals numerals = new Numerals(locale);
  private int radix = 10;
  private boolean isClosed;
  private MatchResult match;

  public TScanner(Readable source) {
    text = new TScannerText(Objects.requireNonNull(source, "source"));
  }

  public TScanner(InputStream source) {
    this((Readable) new InputStreamReader(Objects.requireNonNull(source, "source")));
  }

  public TScanner(InputStream source, String charset) {
    this(source, Charset.forName(charset));
  }

  public TScanner(InputStream source, Charset charset) {
    this((Readable) new InputStreamReader(Objects.requireNonNull(source, "source"), charset));
  }

  public TScanner(File source) throws IOException {
    this(new java.io.FileInputStream(source));
  }

  public TScanner(Path source) throws IOException {
    this(Files.newInputStream(source));
  }

  public TScanner(Path source, Charset charset) throws IOException {
    this(Files.newInputStream(source), charset);
  }

  public TScanner(String source) {
    text = new TScannerText(source);
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("Scanner closed");
    }
  }

  @Override
  public void close() {
    isClosed = true;
    text.close();
  }

  public IOException ioException() {
    return text.problem;
  }

  public Pattern delimiter() {
    return delimiter == null ? Pattern.compile(WHITESPACE) : delimiter;
  }

  public TScanner useDelimiter(Pattern pattern) {
    delimiter = Objects.requireNonNull(pattern);
    return this;
  }

  public TScanner useDelimiter(String pattern) {
    delimiter = pattern.equals(WHITESPACE) ? null : Pattern.compile(pattern);
    return this;
  }

  public Locale locale() {
    return locale;
  }

  public TScanner useLocale(Locale wanted) {
    if (!wanted.equals(locale)) {
      locale = wanted;
      numerals = new Numerals(wanted);
    }
    return this;
  }

  public int radix() {
    return radix;
  }

  public TScanner useRadix(int wanted) {
    checkRadix(wanted);
    radix = wanted;
    return this;
  }

  private static void checkRadix(int radix) {
    if (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
      throw new IllegalArgumentException("radix:" + radix);
    }
  }

  public TScanner reset() {
    delimiter = null;
    radix = 10;
    return useLocale(Locale.getDefault());
  }

  public MatchResult match() {
    if (match == null) {
      throw new IllegalStateException("No match result available");
    }
    return match;
  }

  /** The next token, which stays, or null. What stands before it is skipped if that is wanted. */
  private String peek(boolean skips) {
    checkOpen();
    match = null;
    int start = text.position;
    String token = text.skip(delimiter) ? text.token(delimiter) : null;
    if (!skips) {
      text.position = start;
    }
    return token;
  }

  /** Takes a token for which something is right, and says what that is. */
  private <T> T take(Function<String, T> right) {
    String token = peek(true);
    T found = token == null ? null : right.apply(token);
    if (found == null) {
      if (text.isOver()) {
        throw new TNoSuchElementException();
      }
      throw new TInputMismatchException();
    }
    text.take(token.length());
    return found;
  }

  private boolean has(Function<String, ?> right) {
    String token = peek(false);
    return token != null && right.apply(token) != null;
  }

  private String matching(Pattern pattern, String token) {
    Matcher matcher = pattern.matcher(token);
    if (!matcher.matches()) {
      return null;
    }
    match = matcher.toMatchResult();
    return token;
  }

  @Override
  public boolean hasNext() {
    checkOpen();
    int start = text.position;
    boolean has = text.skip(delimiter);
    text.position = start;
    return has;
  }

  @Override
  public String next() {
    return take(token -> token);
  }

  public boolean hasNext(Pattern pattern) {
    Objects.requireNonNull(pattern);
    return has(token -> matching(pattern, token));
  }

  public boolean hasNext(String pattern) {
    return hasNext(Pattern.compile(pattern));
  }

  public String next(Pattern pattern) {
    Objects.requireNonNull(pattern);
    return take(token -> matching(pattern, token));
  }

  public String next(String pattern) {
    return next(Pattern.compile(pattern));
  }

  public Stream<String> tokens() {
    checkOpen();
    List<String> all = new ArrayList<>();
    while (hasNext()) {
      all.add(next());
    }
    return all.stream();
  }

  public boolean hasNextLine() {
    checkOpen();
    return text.lineEnd() >= 0;
  }

  public String nextLine() {
    checkOpen();
    match = null;
    int end = text.lineEnd();
    if (end < 0) {
      throw new TNoSuchElementException("No line found");
    }
    return text.takeLine(end);
  }

  public String findInLine(String pattern) {
    return findInLine(Pattern.compile(pattern));
  }

  public String findInLine(Pattern pattern) {
    checkOpen();
    Objects.requireNonNull(pattern);
    match = null;
    int end = text.lineEnd();
    return end < 0 ? null : found(text.find(pattern, end));
  }

  public String findWithinHorizon(String pattern, int horizon) {
    return findWithinHorizon(Pattern.compile(pattern), horizon);
  }

  public String findWithinHorizon(Pattern pattern, int horizon) {
    checkOpen();
    Objects.requireNonNull(pattern);
    if (horizon < 0) {
      throw new IllegalArgumentException("horizon < 0");
    }
    match = null;
    return found(text.findWithin(pattern, horizon));
  }

  private String found(MatchResult result) {
    match = result;
    return result == null ? null : result.group();
  }

  public TScanner skip(Pattern pattern) {
    checkOpen();
    match = text.lookingAt(Objects.requireNonNull(pattern));
    if (match == null) {
      throw new TNoSuchElementException();
    }
    return this;
  }

  public TScanner skip(String pattern) {
    return skip(Pattern.compile(pattern));
  }

  private static Boolean truth(String token) {
    boolean isTrue = token.equalsIgnoreCase("true");
    return isTrue || token.equalsIgnoreCase("false") ? isTrue : null;
  }

  public boolean hasNextBoolean() {
    return has(TScanner::truth);
  }

  public boolean nextBoolean() {
    return take(TScanner::truth);
  }

  /** Whether the next token is a number that can be taken. */
  private boolean hasNumber(Function<String, String> spell, Function<String, ?> parse) {
    return has(
        token -> {
          try {
            String number = spell.apply(token);
            return number == null ? null : parse.apply(number);
          } catch (NumberFormatException tooLarge) {
            return null;
          }
        });
  }

  /** The next token as a number; one that is too large stays. */
  private <T> T number(Function<String, String> spell, Function<String, T> parse) {
    try {
      return take(
          token -> {
            String number = spell.apply(token);
            return number == null ? null : parse.apply(number);
          });
    } catch (NumberFormatException tooLarge) {
      throw new TInputMismatchException(tooLarge.getMessage());
    }
  }

  private Function<String, String> whole(int radix) {
    checkRadix(radix);
    return token -> numerals.whole(token, radix);
  }

  public boolean hasNextByte() {
    return hasNextByte(radix);
  }

  public boolean hasNextByte(int radix) {
    return hasNumber(whole(radix), number -> Byte.parseByte(number, radix));
  }

  public byte nextByte() {
    return nextByte(radix);
  }

  public byte nextByte(int radix) {
    return number(whole(radix), number -> Byte.parseByte(number, radix));
  }

  public boolean hasNextShort() {
    return hasNextShort(radix);
  }

  public boolean hasNextShort(int radix) {
    return hasNumber(whole(radix), number -> Short.parseShort(number, radix));
  }

  public short nextShort() {
    return nextShort(radix);
  }

  public short nextShort(int radix) {
    return number(whole(radix), number -> Short.parseShort(number, radix));
  }

  public boolean hasNextInt() {
    return hasNextInt(radix);
  }

  public boolean hasNextInt(int radix) {
    return hasNumber(whole(radix), number -> Integer.parseInt(number, radix));
  }

  public int nextInt() {
    return nextInt(radix);
  }

  public int nextInt(int radix) {
    return number(whole(radix), number -> Integer.parseInt(number, radix));
  }

  public boolean hasNextLong() {
    return hasNextLong(radix);
  }

  public boolean hasNextLong(int radix) {
    return hasNumber(whole(radix), number -> Long.parseLong(number, radix));
  }

  public long nextLong() {
    return nextLong(radix);
  }

  public long nextLong(int radix) {
    return number(whole(radix), number -> Long.parseLong(number, radix));
  }

  public boolean hasNextBigInteger() {
    return hasNextBigInteger(radix);
  }

  public boolean hasNextBigInteger(int radix) {
    return hasNumber(whole(radix), number -> new BigInteger(number, radix));
  }

  public BigInteger nextBigInteger() {
    return nextBigInteger(radix);
  }

  public BigInteger nextBigInteger(int radix) {
    return number(whole(radix), number -> new BigInteger(number, radix));
  }

  public boolean hasNextFloat() {
    return hasNumber(numerals::floating, Float::parseFloat);
  }

  public float nextFloat() {
    return number(numerals::floating, Float::parseFloat);
  }

  public boolean hasNextDouble() {
    return hasNumber(numerals::floating, Double::parseDouble);
  }

  public double nextDouble() {
    return number(numerals::floating, Double::parseDouble);
  }

  public boolean hasNextBigDecimal() {
    return hasNumber(numerals::decimal, BigDecimal::new);
  }

  public BigDecimal nextBigDecimal() {
    return number(numerals::decimal, BigDecimal::new);
  }
}
