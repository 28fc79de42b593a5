package witloom.build;

import java.util.Arrays;
import java.util.List;
import org.teavm.model.AccessLevel;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.ClassReader;
import org.teavm.model.ElementModifier;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReader;
import org.teavm.model.ValueType;
import org.teavm.model.emit.ProgramEmitter;
import org.teavm.model.emit.ValueEmitter;

/**
 * Puts our methods in the place of the class library's, or adds them.
 *
 * <p>The patch of {@code java.lang.Math} is {@code witloom.lib.java.lang.MathPatch}: each of its
 * public methods stands for the one of the same name and type. A method that is marked by {@code
 * OfObject} takes the object first.
 */
public class Patches implements ClassHolderTransformer {
  static final String MARK = "witloom.lib.OfObject";

  /** Makes the exceptions that generated code throws. */
  private static final String SUPPORT = "org.teavm.backend.wasm.runtime.WasmGCSupport";

  /** Classes whose patches stand beside them, to see what is hidden from others. */
  private static final List<String> INSIDE =
      List.of(
          "java.text.DateFormat",
          "java.text.DecimalFormat",
          "java.text.DecimalFormatSymbols",
          "java.text.NumberFormat",
          "java.text.SimpleDateFormat",
          "java.time.format.SimpleDateTimeFormatStyleProvider",
          "java.time.format.SimpleDateTimeTextProvider",
          "java.util.AbstractList",
          "java.util.ArrayList");

  /** What TeaVM marks methods by that have no body of their own. */
  private static final List<String> MARKS =
      List.of(
          "org.teavm.interop.Import",
          "org.teavm.interop.DelegateTo",
          "org.teavm.interop.Intrinsified",
          "org.teavm.interop.Unmanaged",
          "org.teavm.backend.javascript.spi.GeneratedBy");

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    String name = type.getName();
    if (!name.startsWith("java.")
        && !name.startsWith("org.teavm.runtime.")
        && !name.equals(SUPPORT)) {
      return;
    }
    put(type, "witloom.lib." + name + "Patch", context);
    if (INSIDE.contains(name)) {
      put(type, name + "Patch", context);
    }
  }

  /** Puts the methods of a patch into a class, if there is such a patch. */
  static void put(ClassHolder type, String name, ClassHolderTransformerContext context) {
    ClassReader patch = context.getHierarchy().getClassSource().get(name);
    if (patch == null) {
      return;
    }
    for (MethodReader method : patch.getMethods()) {
      if (method.getLevel() == AccessLevel.PUBLIC && method.hasModifier(ElementModifier.STATIC)) {
        if (!Checks.put(type, method)) {
          put(type, method, context);
        }
      }
    }
  }

  private static void put(
      ClassHolder type, MethodReader ours, ClassHolderTransformerContext context) {
    boolean ofObject = ours.getAnnotations().get(MARK) != null;
    ValueType[] signature = ours.getDescriptor().getSignature();
    if (ofObject) {
      ValueType[] whole = signature;
      signature = Arrays.copyOfRange(whole, 1, whole.length);
    }
    MethodDescriptor descriptor = new MethodDescriptor(ours.getName(), signature);
    MethodHolder method = type.getMethod(descriptor);
    if (method == null) {
      method = new MethodHolder(descriptor);
      method.setLevel(AccessLevel.PUBLIC);
      if (!ofObject) {
        method.getModifiers().add(ElementModifier.STATIC);
      }
      type.addMethod(method);
    }
    method.getModifiers().remove(ElementModifier.NATIVE);
    method.getModifiers().remove(ElementModifier.ABSTRACT);
    for (String mark : MARKS) {
      if (method.getAnnotations().get(mark) != null) {
        method.getAnnotations().remove(mark);
      }
    }
    body(method, ours, ofObject, context);
  }

  private static void body(
      MethodHolder method,
      MethodReader ours,
      boolean ofObject,
      ClassHolderTransformerContext context) {
    ProgramEmitter code = ProgramEmitter.create(method, context.getHierarchy());
    int self = ofObject ? 1 : 0;
    ValueEmitter[] arguments = new ValueEmitter[method.parameterCount() + self];
    if (ofObject) {
      arguments[0] = code.var(0, ours.parameterType(0));
    }
    for (int i = 0; i < method.parameterCount(); i++) {
      arguments[i + self] = code.var(i + 1, method.parameterType(i));
    }
    ValueEmitter result =
        code.invoke(ours.getOwnerName(), ours.getName(), ours.getResultType(), arguments);
    if (method.getResultType() == ValueType.VOID) {
      code.exit();
    } else {
      result.returnValue();
    }
  }
}
