package checks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Strings, characters, regular expressions. */
final class Texts {
  private Texts() {}

  static void run(Lines lines) {
    lines.add("string.strip", () -> "<" + " \u2003a b\t".strip() + "><" + " a ".trim() + "><" + " a ".stripLeading() + ">");
    lines.add("string.blank", () -> " \t".isBlank() + " " + "".isEmpty());
    lines.add("string.repeat", () -> "ab".repeat(3) + "x".repeat(0));
    lines.add("string.repeatNegative", () -> "ab".repeat(-1));
    lines.add("string.lines", () -> "a\r\nb\nc".lines().collect(Collectors.toList()));
    lines.add("string.chars", () -> "héllo😀".chars().sum() + " " + "héllo😀".codePoints().count());
    lines.add("string.split", () -> Arrays.toString("a,b,,c,,".split(",")) + Arrays.toString("a1b22c".split("\\d+")) + Arrays.toString("abc".split("")));
    lines.add("string.splitLimit", () -> Arrays.toString("a,b,c".split(",", 2)) + Arrays.toString("a,,".split(",", -1)));
    lines.add("string.join", () -> String.join("-", List.of("a", "b")) + String.join("+", "x", "y"));
    lines.add("string.case", () -> "İstanbul straße".toUpperCase(Locale.ROOT) + " " + "ÀÉ".toLowerCase(Locale.ROOT));
    lines.add("string.compare", () -> "a".compareTo("b") + " " + "a".compareToIgnoreCase("B") + " " + "abc".equalsIgnoreCase("ABC"));
    lines.add("string.index", () -> "hello".indexOf('l') + " " + "hello".lastIndexOf("l") + " " + "hello".indexOf("z") + " " + "hello".indexOf("l", 3));
    lines.add("string.substring", () -> "hello".substring(1, 3));
    lines.add("string.substringBad", () -> "hello".substring(3, 1));
    lines.add("string.charAtBad", () -> "hello".charAt(5));
    lines.add("string.replace", () -> "aaa".replace("aa", "b") + "a.b".replaceAll(".", "x") + "a.b.c".replaceFirst("\\.", "-"));
    lines.add("string.hash", () -> "hello".hashCode() + " " + "".hashCode() + " " + "😀".hashCode());
    lines.add("string.format", () -> String.format(Locale.ROOT, "%d %5d %-5d| %05d %x %X %o %c %b %s %10s %-10s|", 1, 2, 3, 4, 255, 255, 8, 'c', true, "s", "right", "left"));
    lines.add("string.formatFloat", () -> String.format(Locale.ROOT, "%.2f %8.3f %,d %+d %e %.3e %g", 3.14159, 2.71828, 1234567, 5, 12345.678, 0.00012, 0.5));
    lines.add("string.formatted", () -> "%s-%s".formatted("a", 1));
    lines.add("string.formatBad", () -> String.format("%d", "x"));
    lines.add("string.formatMissing", () -> String.format("%s %s", "x"));
    lines.add("string.bytes", () -> Arrays.toString("é😀".getBytes(StandardCharsets.UTF_8)) + Arrays.toString("é".getBytes(StandardCharsets.ISO_8859_1)) + Arrays.toString("é".getBytes(StandardCharsets.UTF_16BE)));
    lines.add("string.decode", () -> new String(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xff}, StandardCharsets.UTF_8));
    lines.add("string.valueOf", () -> String.valueOf((Object) null) + String.valueOf(new char[] {'a'}) + String.valueOf(1.0f));
    lines.add("string.indent", () -> "a\nb".indent(2));
    lines.add("string.translate", () -> "a\\tb".translateEscapes());
    lines.add("string.intern", () -> new String("x").intern() == "x");
    lines.add("string.contains", () -> "hello".contains("ell") + " " + "hello".startsWith("lo", 3) + " " + "hello".endsWith("lo") + " " + "hello".regionMatches(true, 1, "ELL", 0, 3));
    lines.add("builder.insert", () -> new StringBuilder("abc").insert(1, 42).reverse().deleteCharAt(0).append(1.5).append(true).append('x').replace(0, 1, "QQ"));
    lines.add("builder.bad", () -> new StringBuilder("abc").insert(9, "x"));
    lines.add("builder.setLength", () -> { StringBuilder b = new StringBuilder("abc"); b.setLength(2); return b + " " + b.length() + " " + b.indexOf("b"); });
    lines.add("joiner", () -> new StringJoiner(", ", "[", "]").add("a").add("b") + " " + new StringJoiner("-").setEmptyValue("none"));
    lines.add("char.kinds", () -> Character.isLetter('é') + " " + Character.isDigit('٣') + " " + Character.getNumericValue('7') + " " + Character.isWhitespace('\u00a0') + " " + Character.isUpperCase('É') + " " + Character.toChars(0x1f600).length);
    lines.add("char.name", () -> Character.toUpperCase('ß') + "" + Character.toTitleCase('ǆ') + Character.getType('a') + Character.isSurrogate('\ud800'));
    lines.add("regex.groups", () -> { Matcher m = Pattern.compile("(?<y>\\d{4})-(\\d\\d)").matcher("on 2024-05 and 2025-06"); StringBuilder b = new StringBuilder(); while (m.find()) { b.append(m.group("y")).append('/').append(m.group(2)).append('@').append(m.start()).append(' '); } return b; });
    lines.add("regex.replace", () -> "a1b22".replaceAll("(\\d+)", "<$1>") + Pattern.compile("b").matcher("abcb").replaceAll("\\$"));
    lines.add("regex.function", () -> Pattern.compile("\\d+").matcher("a1b22").replaceAll(r -> "" + r.group().length()));
    lines.add("regex.results", () -> Pattern.compile("\\w").matcher("ab").results().map(r -> r.group() + r.start()).collect(Collectors.joining(",")));
    lines.add("regex.flags", () -> Pattern.compile("^b.*$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE).matcher("a\nBc").find() + " " + "x".matches("(?i)X"));
    lines.add("regex.look", () -> "price: 42 eur".replaceAll("(?<=: )\\d+(?= eur)", "7") + " " + "aXbX".split("(?=X)").length);
    lines.add("regex.bad", () -> Pattern.compile("(a"));
    lines.add("regex.quote", () -> "a.b".replaceAll(Pattern.quote("."), Matcher.quoteReplacement("$")));
  }
}
