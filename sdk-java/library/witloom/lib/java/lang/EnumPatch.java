package witloom.lib.java.lang;

/** A method of {@link Enum} with the JDK's texts. */
public final class EnumPatch {
  private EnumPatch() {}

  public static <T extends Enum<T>> T valueOf(Class<T> type, String name) {
    if (name == null) {
      throw new NullPointerException("Name is null");
    }
    for (T constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "No enum constant " + type.getName().replace('$', '.') + "." + name);
  }
}
