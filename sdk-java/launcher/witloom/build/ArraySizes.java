package witloom.build;

import java.util.BitSet;
import java.util.List;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.ConstructArrayInstruction;
import org.teavm.model.instructions.ConstructMultiArrayInstruction;
import org.teavm.model.instructions.IntegerConstantInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;

/** Has sizes of new arrays looked at, where TeaVM would let the engine end the component. */
public final class ArraySizes implements ClassHolderTransformer {
  private static final MethodReference CHECK =
      new MethodReference("witloom.lib.Sizes", "checked", ValueType.INTEGER, ValueType.INTEGER);

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (type.getName().startsWith("org.teavm.") || type.getName().startsWith("witloom.")) {
      return;
    }
    for (MethodHolder method : type.getMethods()) {
      if (method.getProgram() != null) {
        transform(method.getProgram());
      }
    }
  }

  private static void transform(Program program) {
    BitSet fine = null;
    for (BasicBlock block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof ConstructArrayInstruction array) {
          fine = fine == null ? constants(program) : fine;
          array.setSize(checked(array, array.getSize(), fine));
        } else if (instruction instanceof ConstructMultiArrayInstruction array) {
          fine = fine == null ? constants(program) : fine;
          List<Variable> sizes = array.getDimensions();
          for (int i = 0; i < sizes.size(); i++) {
            sizes.set(i, checked(array, sizes.get(i), fine));
          }
        }
      }
    }
  }

  private static Variable checked(Instruction before, Variable size, BitSet fine) {
    if (fine.get(size.getIndex())) {
      return size;
    }
    InvokeInstruction check = new InvokeInstruction();
    check.setType(InvocationType.SPECIAL);
    check.setMethod(CHECK);
    check.setArguments(size);
    check.setReceiver(before.getProgram().createVariable());
    check.setLocation(before.getLocation());
    before.insertPrevious(check);
    return check.getReceiver();
  }

  /** The variables that hold a constant that is a size. */
  private static BitSet constants(Program program) {
    BitSet found = new BitSet();
    for (BasicBlock block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof IntegerConstantInstruction constant && constant.getConstant() >= 0) {
          found.set(constant.getReceiver().getIndex());
        }
      }
    }
    return found;
  }
}
