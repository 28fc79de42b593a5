package witloom.build;

import java.util.Set;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.ElementModifier;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;

/** Lets a stream be used once, as Java does; TeaVM's forget that they were. */
public final class OnlyOnce implements ClassHolderTransformer {
  private static final String ONCE = "witloom.lib.Once";

  /** What all streams of a kind are made of. */
  private static final Set<String> STREAMS =
      Set.of(
          "java.util.stream.impl.SimpleStreamImpl",
          "java.util.stream.intimpl.SimpleIntStreamImpl",
          "java.util.stream.longimpl.SimpleLongStreamImpl",
          "java.util.stream.doubleimpl.SimpleDoubleStreamImpl");

  private static final Set<String> INTERFACES =
      Set.of(
          "java.util.stream.Stream",
          "java.util.stream.IntStream",
          "java.util.stream.LongStream",
          "java.util.stream.DoubleStream");

  /** What may be asked of a stream that was used. */
  private static final Set<String> FREE =
      Set.of(
          "<init>",
          "next",
          "estimateSize",
          "isParallel",
          "sequential",
          "parallel",
          "unordered",
          "onClose",
          "close");

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (STREAMS.contains(type.getName())) {
      type.setParent(ONCE);
      type.getMethods().stream()
          .filter(method -> uses(type, method))
          .forEach(method -> note(method, 0));
    } else if (type.getName().startsWith("java.util.stream.") && type.getName().contains("impl.")) {
      type.getMethods().stream()
          .filter(method -> method.getProgram() != null)
          .forEach(OnlyOnce::go);
      type.getMethods().stream()
          .filter(method -> method.getName().equals("count") && method.getProgram() != null)
          .forEach(method -> note(method, 0));
    } else if (INTERFACES.contains(type.getName())) {
      for (MethodHolder method : type.getMethods()) {
        if (method.getName().equals("concat") && method.getProgram() != null) {
          note(method, 2);
          note(method, 1);
        }
      }
    }
  }

  /** Whether a method uses the stream itself, and doesn't leave that to another one. */
  private static boolean uses(ClassHolder type, MethodHolder method) {
    Program program = method.getProgram();
    if (program == null
        || method.hasModifier(ElementModifier.STATIC)
        || FREE.contains(method.getName())) {
      return false;
    }
    if (method.getName().startsWith("lambda$")) {
      return false;
    }
    Variable self = program.variableAt(0);
    for (var block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof InvokeInstruction call
            && call.getInstance() == self
            && !FREE.contains(call.getMethod().getName())
            && call.getMethod().getClassName().equals(type.getName())) {
          return false;
        }
      }
    }
    return true;
  }

  /** What is made of a stream may use that, which was noted before. */
  private static void go(MethodHolder method) {
    for (var block : method.getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof InvokeInstruction call
            && call.getInstance() != null
            && !FREE.contains(call.getMethod().getName())
            && (STREAMS.contains(call.getMethod().getClassName())
                || INTERFACES.contains(call.getMethod().getClassName()))) {
          instruction.insertPrevious(call("again", call.getInstance()));
        }
      }
    }
  }

  /** Before anything else, a stream is noted as used. */
  private static void note(MethodHolder method, int parameter) {
    method
        .getProgram()
        .basicBlockAt(0)
        .addFirst(call("use", method.getProgram().variableAt(parameter)));
  }

  private static InvokeInstruction call(String name, Variable stream) {
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(
        new MethodReference(ONCE, name, ValueType.object("java.lang.Object"), ValueType.VOID));
    call.setArguments(stream);
    return call;
  }
}
