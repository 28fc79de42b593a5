package witloom.build;

import java.util.Arrays;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReader;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.ConstructInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;

/** Puts calls of ours into methods that otherwise stay: in the beginning, or where they throw. */
final class Checks {
  private static final String BEFORE = "witloom.lib.Before";
  private static final String BEFORE_THROW = "witloom.lib.BeforeThrow";

  private Checks() {}

  /** Whether a method of a patch is one to be called; then it is. */
  static boolean put(ClassHolder type, MethodReader ours) {
    boolean isBefore = ours.getAnnotations().get(BEFORE) != null;
    if (!isBefore && ours.getAnnotations().get(BEFORE_THROW) == null) {
      return false;
    }
    String name = ours.getName().equals("construct") ? "<init>" : ours.getName();
    ValueType[] parameters = ours.getParameterTypes();
    boolean isStatic = ours.getAnnotations().get(Patches.MARK) == null;
    ValueType[] wanted =
        isStatic ? parameters : Arrays.copyOfRange(parameters, 1, parameters.length);
    boolean any = false;
    for (MethodHolder method : type.getMethods()) {
      if (method.getName().equals(name)
          && Arrays.equals(method.getParameterTypes(), wanted)
          && method.getProgram() != null) {
        put(method, ours, isStatic, isBefore);
        any = true;
      }
    }
    if (!any) {
      throw new IllegalStateException(type.getName() + " has no " + ours.getDescriptor());
    }
    return true;
  }

  private static void put(
      MethodHolder method, MethodReader ours, boolean isStatic, boolean isBefore) {
    Program program = method.getProgram();
    if (isBefore) {
      program.basicBlockAt(0).addFirst(call(program, ours, isStatic));
      return;
    }
    for (BasicBlock block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof ConstructInstruction made
            && made.getType().endsWith("IndexOutOfBoundsException")) {
          instruction.insertPrevious(call(program, ours, isStatic));
        }
      }
    }
  }

  private static InvokeInstruction call(Program program, MethodReader ours, boolean isStatic) {
    Variable[] arguments = new Variable[ours.parameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = program.variableAt(isStatic ? i + 1 : i);
    }
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(ours.getReference());
    call.setArguments(arguments);
    return call;
  }
}
