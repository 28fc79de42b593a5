package org.teavm.classlib.java.util;

import java.util.Objects;
import org.teavm.classlib.java.lang.TObject;

/** {@code java.util.StringJoiner}, which TeaVM lacks. */
public final class TStringJoiner extends TObject {
  private final String separator;
  private final String prefix;
  private final String suffix;
  private StringBuilder parts;
  private String empty;

  public TStringJoiner(CharSequence separator) {
    this(separator, "", "");
  }

  public TStringJoiner(CharSequence separator, CharSequence prefix, CharSequence suffix) {
    Objects.requireNonNull(prefix, "The prefix must not be null");
    Objects.requireNonNull(separator, "The delimiter must not be null");
    Objects.requireNonNull(suffix, "The suffix must not be null");
    this.separator = separator.toString();
    this.prefix = prefix.toString();
    this.suffix = suffix.toString();
  }

  public TStringJoiner setEmptyValue(CharSequence value) {
    empty = Objects.requireNonNull(value, "The empty value must not be null").toString();
    return this;
  }

  public TStringJoiner add(CharSequence part) {
    if (parts == null) {
      parts = new StringBuilder();
    } else {
      parts.append(separator);
    }
    parts.append(part);
    return this;
  }

  public TStringJoiner merge(TStringJoiner other) {
    Objects.requireNonNull(other);
    return other.parts == null ? this : add(other.parts.toString());
  }

  public int length() {
    return toString().length();
  }

  @Override
  public String toString() {
    if (parts == null && empty != null) {
      return empty;
    }
    return prefix + (parts == null ? "" : parts) + suffix;
  }
}
