package witloom.build;

import java.util.Set;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHierarchy;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.ClassReader;
import org.teavm.model.ElementModifier;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.ArrayElementType;
import org.teavm.model.instructions.ConstructArrayInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.NullConstantInstruction;
import org.teavm.model.instructions.PutElementInstruction;

/**
 * Has what is stored in an array looked at, unless the code tells that it fits: TeaVM would keep elements of any class.
 *
 * <p>Of the class library only those methods are looked at that store what the user hands over.
 */
public final class ArrayStores implements ClassHolderTransformer {
  private static final ValueType OBJECT = ValueType.object("java.lang.Object");
  private static final MethodReference CHECK =
      new MethodReference(
          "java.lang.Stores",
          "check",
          ValueType.arrayOf(OBJECT),
          ValueType.INTEGER,
          OBJECT,
          ValueType.VOID);

  private static final MethodReference COPY =
      new MethodReference(
          "java.lang.Stores",
          "copy",
          OBJECT,
          ValueType.INTEGER,
          OBJECT,
          ValueType.INTEGER,
          ValueType.INTEGER,
          ValueType.VOID);

  /** Classes that store what they know to fit. */
  private static final Set<String> OURS =
      Set.of("java", "org.teavm", "org.threeten", "witloom.rt", "witloom.lib", "witloom.glue", "wit");

  /** Copies arrays into those of another class. */
  private static final String COPIES = "witloom.lib.java.util.ArraysPatch";

  /** Methods of {@code java.util} that store what they are given in arrays that they are given. */
  private static final Set<String> STORING = Set.of("toArray", "fill", "set", "setAll");

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    boolean isUsers = OURS.stream().noneMatch(ours -> type.getName().startsWith(ours + "."));
    if (!isUsers && !type.getName().startsWith("java.util.") && !type.getName().equals(COPIES)) {
      return;
    }
    for (MethodHolder method : type.getMethods()) {
      if (method.getProgram() != null && (isUsers || isStoring(type, method))) {
        transform(method, context.getHierarchy());
      }
    }
  }

  private static boolean isStoring(ClassHolder type, MethodHolder method) {
    return type.getName().equals(COPIES)
        || STORING.contains(method.getName())
        || type.getName().endsWith("ArrayFillingConsumer");
  }

  private static void transform(MethodHolder method, ClassHierarchy classes) {
    Types types = null;
    for (BasicBlock block : method.getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof PutElementInstruction store
            && store.getType() == ArrayElementType.OBJECT) {
          types = types == null ? new Types(method) : types;
          if (!fits(store, types, classes)) {
            instruction.insertPrevious(check(store, types));
          }
        } else if (instruction instanceof InvokeInstruction call && isCopy(call.getMethod())) {
          types = types == null ? new Types(method) : types;
          if (!copies(call, types, classes)) {
            call.setMethod(COPY);
          }
        }
      }
    }
  }

  private static InvokeInstruction check(PutElementInstruction store, Types types) {
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(CHECK);
    call.setArguments(types.whole(store.getArray()), store.getIndex(), store.getValue());
    call.setLocation(store.getLocation());
    return call;
  }

  private static boolean isCopy(MethodReference method) {
    return method.getClassName().equals("java.lang.System") && method.getName().equals("arraycopy");
  }

  /** Whether everything that an array can hold fits into another, or the engine looks at it. */
  private static boolean copies(InvokeInstruction copy, Types types, ClassHierarchy classes) {
    Variable from = copy.getArguments().get(0);
    Variable to = copy.getArguments().get(2);
    if (from == to || !(types.of(from) instanceof ValueType.Array source)) {
      return from == to;
    }
    ValueType element = element(to, types, classes);
    return source.getItemType() instanceof ValueType.Primitive
        || element != null && classes.isSuperType(element, source.getItemType(), false);
  }

  private static boolean fits(PutElementInstruction store, Types types, ClassHierarchy classes) {
    if (types.definition(store.getValue()) instanceof NullConstantInstruction) {
      return true;
    }
    ValueType element = element(types.whole(store.getArray()), types, classes);
    if (element == null) {
      return false;
    }
    ValueType value = types.of(store.getValue());
    return element.equals(OBJECT) || value != null && classes.isSuperType(element, value, false);
  }

  /** The class of an array's elements, if no other is possible. */
  private static ValueType element(Variable array, Types types, ClassHierarchy classes) {
    if (types.definition(array) instanceof ConstructArrayInstruction made) {
      return made.getItemType();
    }
    return types.of(array) instanceof ValueType.Array known && isFinal(known.getItemType(), classes)
        ? known.getItemType()
        : null;
  }

  private static boolean isFinal(ValueType type, ClassHierarchy classes) {
    if (type instanceof ValueType.Array array) {
      return array.getItemType() instanceof ValueType.Primitive;
    }
    if (!(type instanceof ValueType.Object object)) {
      return false;
    }
    ClassReader known = classes.getClassSource().get(object.getClassName());
    return known != null && known.hasModifier(ElementModifier.FINAL);
  }
}
