package witloom.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.teavm.model.BasicBlock;
import org.teavm.model.CallLocation;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.InvokeDynamicInstruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.RuntimeConstant;
import org.teavm.model.Variable;
import org.teavm.model.instructions.GetFieldInstruction;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.StringConstantInstruction;

/**
 * Finds the locales that the user's code names, whose data the component then holds.
 *
 * <p>Those are the constants of {@link Locale} and what it makes of texts. Where a class has it make one of a text that
 * isn't known, each text of that class counts that is a locale's.
 */
public final class Locales implements ClassHolderTransformer {
  private static final String LOCALE = "java.util.Locale";

  private static final Set<String> MAKERS = Set.of("<init>", "of", "forLanguageTag");

  /** The locales that the JDK has data of. */
  private static Set<Locale> known;

  /** What the last build has found; one runs after the other. */
  private static Set<Locale> named = new LinkedHashSet<>();

  /** Begins anew. */
  public Locales() {
    named = new LinkedHashSet<>();
  }

  /** What has been found, and what is always there: English, that of the United States, and no language. */
  public static Set<Locale> named() {
    Set<Locale> all = new LinkedHashSet<>(List.of(Locale.ROOT, Locale.ENGLISH, Locale.US));
    for (Locale locale : named) {
      all.add(new Locale(locale.getLanguage()));
      all.add(locale);
    }
    return all;
  }

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    String name = type.getName();
    if (name.startsWith("java.") || name.startsWith("org.teavm.") || name.startsWith("witloom.")) {
      return;
    }
    boolean isOpen = false;
    List<String> texts = new ArrayList<>();
    for (MethodHolder method : type.getMethods()) {
      if (method.getProgram() != null) {
        isOpen |= look(method, texts, context);
      }
    }
    if (isOpen) {
      texts.forEach(Locales::addIfKnown);
    }
  }

  /** Adds what a method names, and its texts; tells whether it has locales made of others. */
  private static boolean look(
      MethodHolder method, List<String> texts, ClassHolderTransformerContext context) {
    boolean isOpen = false;
    Types types = new Types(method);
    for (BasicBlock block : method.getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof StringConstantInstruction constant) {
          texts.add(constant.getConstant());
        } else if (instruction instanceof GetFieldInstruction get
            && get.getField().getClassName().equals(LOCALE)) {
          addConstant(get.getField().getFieldName());
        } else if (instruction instanceof InvokeInstruction call
            && call.getMethod().getClassName().equals(LOCALE)) {
          List<String> parts = parts(call, types);
          isOpen |= parts == null;
          if (parts != null && !parts.isEmpty() && !add(call.getMethod().getName(), parts)) {
            context
                .getDiagnostics()
                .error(
                    new CallLocation(method.getReference(), call.getLocation()),
                    "a component holds no data of locales with scripts or extensions: `"
                        + String.join("-", parts)
                        + "`");
          }
        } else if (instruction instanceof InvokeDynamicInstruction call) {
          isOpen |= call.getBootstrapArguments().stream().anyMatch(Locales::isMaker);
        }
      }
    }
    return isOpen;
  }

  /** The texts that a locale is made of: none where the call makes no locale, null where they aren't known. */
  private static List<String> parts(InvokeInstruction call, Types types) {
    List<String> parts = new ArrayList<>();
    if (MAKERS.contains(call.getMethod().getName())) {
      for (Variable argument : call.getArguments()) {
        if (!(types.definition(argument) instanceof StringConstantInstruction constant)) {
          return null;
        }
        parts.add(constant.getConstant());
      }
    }
    return parts;
  }

  /** Whether an argument is a method that makes locales, which someone else calls. */
  private static boolean isMaker(RuntimeConstant argument) {
    return argument.getKind() == RuntimeConstant.METHOD_HANDLE
        && argument.getMethodHandle().getClassName().equals(LOCALE)
        && MAKERS.contains(argument.getMethodHandle().getName());
  }

  /** Adds a locale that is made of some parts; tells whether there can be data of it. */
  private static boolean add(String maker, List<String> parts) {
    if (!maker.equals("forLanguageTag")) {
      named.add(new Locale(parts.get(0), parts.size() > 1 ? parts.get(1) : ""));
      return true;
    }
    Locale locale = Locale.forLanguageTag(parts.get(0));
    named.add(new Locale(locale.getLanguage(), locale.getCountry()));
    return locale.getScript().isEmpty() && !locale.hasExtensions();
  }

  private static void addIfKnown(String text) {
    if (known == null) {
      known = new HashSet<>(Arrays.asList(Locale.getAvailableLocales()));
    }
    Locale locale = Locale.forLanguageTag(text.replace('_', '-'));
    if (!locale.getLanguage().isEmpty() && locale.getScript().isEmpty() && known.contains(locale)) {
      named.add(locale);
    }
  }

  private static void addConstant(String name) {
    try {
      if (Locale.class.getField(name).get(null) instanceof Locale locale) {
        named.add(locale);
      }
    } catch (ReflectiveOperationException isNone) {
      // TeaVM says that there is no such constant.
    }
  }
}
