package witloom.build;

import org.teavm.model.BasicBlock;
import org.teavm.model.ElementModifier;
import org.teavm.model.Instruction;
import org.teavm.model.InvokeDynamicInstruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.AssignInstruction;
import org.teavm.model.instructions.CastInstruction;
import org.teavm.model.instructions.ClassConstantInstruction;
import org.teavm.model.instructions.ConstructArrayInstruction;
import org.teavm.model.instructions.ConstructInstruction;
import org.teavm.model.instructions.GetElementInstruction;
import org.teavm.model.instructions.GetFieldInstruction;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.NullCheckInstruction;
import org.teavm.model.instructions.StringConstantInstruction;
import org.teavm.model.instructions.UnwrapArrayInstruction;
import org.teavm.model.util.DefinitionExtractor;

/** What the instructions of a method say of its variables, each of which is set in one place. */
final class Types {
  private final MethodHolder method;
  private final Instruction[] definitions;

  Types(MethodHolder method) {
    this.method = method;
    Program program = method.getProgram();
    definitions = new Instruction[program.variableCount()];
    DefinitionExtractor extractor = new DefinitionExtractor();
    for (BasicBlock block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        instruction.acceptVisitor(extractor);
        for (Variable variable : extractor.getDefinedVariables()) {
          definitions[variable.getIndex()] = instruction;
        }
      }
    }
  }

  /** Where a variable comes from, behind copies; null for parameters, and for what comes from several places. */
  Instruction definition(Variable variable) {
    Instruction found = at(variable);
    while (true) {
      if (found instanceof AssignInstruction copy) {
        found = at(copy.getAssignee());
      } else if (found instanceof NullCheckInstruction check) {
        found = at(check.getValue());
      } else {
        return found;
      }
    }
  }

  /** The array whose elements a variable stands for. */
  Variable whole(Variable elements) {
    return at(elements) instanceof UnwrapArrayInstruction unwrap ? unwrap.getArray() : elements;
  }

  /** A class that the variable's value has, or null. */
  ValueType of(Variable variable) {
    Instruction known = at(variable);
    if (known == null) {
      return parameter(variable.getIndex());
    } else if (known instanceof AssignInstruction copy) {
      return of(copy.getAssignee());
    } else if (known instanceof NullCheckInstruction check) {
      return of(check.getValue());
    } else if (known instanceof GetElementInstruction get) {
      return of(whole(get.getArray())) instanceof ValueType.Array array ? array.getItemType() : null;
    }
    return made(known);
  }

  private static ValueType made(Instruction by) {
    if (by instanceof ConstructInstruction made) {
      return ValueType.object(made.getType());
    } else if (by instanceof ConstructArrayInstruction made) {
      return ValueType.arrayOf(made.getItemType());
    } else if (by instanceof StringConstantInstruction) {
      return ValueType.object("java.lang.String");
    } else if (by instanceof ClassConstantInstruction) {
      return ValueType.object("java.lang.Class");
    } else if (by instanceof CastInstruction cast) {
      return cast.getTargetType();
    } else if (by instanceof InvokeInstruction call) {
      return call.getMethod().getReturnType();
    } else if (by instanceof InvokeDynamicInstruction call) {
      return call.getMethod().getResultType();
    }
    return by instanceof GetFieldInstruction get ? get.getFieldType() : null;
  }

  private Instruction at(Variable variable) {
    int index = variable.getIndex();
    return index < definitions.length ? definitions[index] : null;
  }

  private ValueType parameter(int index) {
    if (index == 0) {
      boolean isStatic = method.hasModifier(ElementModifier.STATIC);
      return isStatic ? null : ValueType.object(method.getOwnerName());
    }
    return index <= method.parameterCount() ? method.parameterType(index - 1) : null;
  }
}
