package witloom.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes classes of TeaVM with a call of ours in them, to stand on the class path before TeaVM's own.
 *
 * <p>Only for what TeaVM has no hook for. A method that doesn't look as expected is an error: another TeaVM
 * may need no change, or another one.
 */
public final class Amend {
  private static final String OURS = "witloom/build/Amendments";
  private static final String FLOW = "org/teavm/dependency/DataFlowGraphBuilder";
  private static final String BOUNDS =
      "org/teavm/model/transformation/BoundCheckInsertion$InsertionVisitor";

  private static final String INSTRUCTIONS =
      "org/teavm/backend/wasm/generate/methods/WasmGCInstructionGenerationVisitor";
  private static final String BUILDER =
      "org/teavm/backend/wasm/model/instruction/WasmInstructionBuilder";
  private static final String BUILDS = "L" + BUILDER + ";";
  private static final String CHECK = "org/teavm/ast/BoundCheckExpr";
  private static final String CAST = "org/teavm/ast/CastExpr";
  private static final String CONTEXT =
      "org/teavm/backend/wasm/generate/methods/WasmGCGenerationContext";

  private static final String DEPENDENCIES =
      "org/teavm/backend/wasm/dependencies/WasmGCDependencies";
  private static final String DECODER = "org/teavm/classlib/java/nio/charset/impl/TBufferedDecoder";
  private static final String ANALYZER = "Lorg/teavm/dependency/DependencyAnalyzer;";

  /** What becomes of a method's instructions. */
  private interface Change {
    MethodVisitor over(MethodVisitor next, Count count);
  }

  /** How often a change was made. */
  private static final class Count {
    private int made;
  }

  private Amend() {}

  /** Takes the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    amend(
        folder,
        "org/teavm/ast/optimization/Optimizer",
        1,
        Map.of(
            "optimize(Lorg/teavm/ast/RegularMethodNode;Lorg/teavm/model/Program;Z)V",
            Amend::inTheEnd));
    amend(
        folder,
        "org/teavm/backend/wasm/debug/DebugStringsBuilder",
        1,
        Map.of("stringPtr(Ljava/lang/String;)I", Amend::lengthInBytes));
    amend(
        folder,
        FLOW,
        1,
        Map.of(
            "cloneArray(Lorg/teavm/model/VariableReader;Lorg/teavm/model/VariableReader;)V",
            Amend::matters));
    amend(
        folder,
        INSTRUCTIONS,
        4,
        Map.of(
            "visit(L" + CHECK + ";)V", Amend::telling, "visit(L" + CAST + ";)V", Amend::namingCasts));
    String decode =
        "([BII[CIIL" + DECODER + "$Controller;)Lorg/teavm/classlib/java/nio/charset/TCoderResult;";
    amend(
        folder,
        "org/teavm/classlib/java/nio/charset/impl/TUTF16Decoder",
        2,
        Map.of("decodeBE" + decode, Amend::wholePairs, "decodeLE" + decode, Amend::wholePairs));
    amend(folder, DEPENDENCIES, 1, Map.of("contributeExceptionUtils()V", Amend::linked));
    amend(
        folder,
        BOUNDS,
        4,
        Map.of(
            "visit(Lorg/teavm/model/instructions/BinaryInstruction;)V",
            Amend::divided,
            "tryInsertBoundCheck(Lorg/teavm/model/Variable;Lorg/teavm/model/Variable;"
                + "Lorg/teavm/model/Instruction;)V",
            Amend::insideConstantArrays,
            "visit(Lorg/teavm/model/BasicBlock;)Lorg/teavm/model/transformation/"
                + "BoundCheckInsertion$BlockBounds;",
            Amend::onlyWay));
  }

  /**
   * Notes an index and the length of its array before an exception is thrown for them, which then can tell them.
   * TeaVM's exceptions have no text.
   */
  private static MethodVisitor telling(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (name.equals("generateThrowAioobe")) {
          count.made++;
          super.visitInsn(Opcodes.DUP);
          super.visitVarInsn(Opcodes.ALOAD, 2);
          append(this.mv);
          super.visitInsn(Opcodes.POP);
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitVarInsn(Opcodes.ALOAD, 1);
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, OURS, "array", "(L" + CHECK + ";)Lorg/teavm/ast/Expr;", false);
          super.visitVarInsn(Opcodes.ALOAD, 3);
          super.visitMethodInsn(
              Opcodes.INVOKESPECIAL, INSTRUCTIONS, "accept", "(Lorg/teavm/ast/Expr;" + BUILDS + ")V", false);
          super.visitVarInsn(Opcodes.ALOAD, 3);
          super.visitVarInsn(Opcodes.ALOAD, 1);
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, INSTRUCTIONS, "context", "L" + CONTEXT + ";");
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              OURS,
              "note",
              "(" + BUILDS + "L" + CHECK + ";L" + CONTEXT + ";)V",
              false);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    };
  }

  /**
   * Notes a value and the class that it isn't of before an exception is thrown for its cast, which then can tell them.
   * The value lies on the stack, or is in a variable that is made before.
   */
  private static MethodVisitor namingCasts(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      private boolean isMade;
      private int variable = -1;

      @Override
      public void visitVarInsn(int opcode, int number) {
        if (isMade && opcode == Opcodes.ASTORE) {
          variable = number;
        }
        isMade = false;
        super.visitVarInsn(opcode, number);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (name.equals("generateThrowCce")) {
          count.made++;
          super.visitInsn(Opcodes.DUP);
          if (variable >= 0) {
            super.visitVarInsn(Opcodes.ALOAD, variable);
            append(this.mv);
          }
          super.visitVarInsn(Opcodes.ALOAD, 1);
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, INSTRUCTIONS, "context", "L" + CONTEXT + ";");
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, OURS, "cast", "(" + BUILDS + "L" + CAST + ";L" + CONTEXT + ";)V", false);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        isMade = name.equals("create");
      }
    };
  }

  /** Has what lies on the stack appended to the code below it, which stays. */
  private static void append(MethodVisitor code) {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        BUILDER,
        "append",
        "(Lorg/teavm/backend/wasm/model/instruction/WasmFragmentBuilder;)" + BUILDS,
        false);
  }

  /** Takes a pair of surrogates at the end of a text for whole; TeaVM waits for more. */
  private static MethodVisitor wholePairs(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      private boolean high;

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        high |= name.equals("isHighSurrogate");
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }

      @Override
      public void visitJumpInsn(int opcode, Label label) {
        boolean found = high && opcode == Opcodes.IF_ICMPLT;
        if (found) {
          count.made++;
          high = false;
        }
        super.visitJumpInsn(found ? Opcodes.IF_ICMPLE : opcode, label);
      }
    };
  }

  /** Links what {@link #telling} calls: no class calls it, so that it is neither inlined nor left out. */
  private static MethodVisitor linked(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitCode() {
        super.visitCode();
        count.made++;
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitFieldInsn(Opcodes.GETFIELD, DEPENDENCIES, "analyzer", ANALYZER);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, OURS, "link", "(" + ANALYZER + ")V", false);
      }
    };
  }

  private static void amend(Path folder, String type, int times, Map<String, Change> changes)
      throws IOException {
    ClassReader reader;
    try (InputStream stream = Amend.class.getClassLoader().getResourceAsStream(type + ".class")) {
      if (stream == null) {
        throw new IOException("TeaVM has no class " + type);
      }
      reader = new ClassReader(stream);
    }
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    Count count = new Count();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            Change change = changes.get(name + descriptor);
            return change == null ? next : change.over(next, count);
          }
        },
        0);
    if (count.made != times) {
      throw new IOException("TeaVM's " + type + " takes " + count.made + " changes, not " + times);
    }
    Path file = folder.resolve(type + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, writer.toByteArray());
  }

  /** Hands the first parameter over before the method returns. */
  private static MethodVisitor inTheEnd(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitInsn(int opcode) {
        if (opcode == Opcodes.RETURN) {
          count.made++;
          super.visitVarInsn(Opcodes.ALOAD, 1);
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, OURS, "keepApart", "(Lorg/teavm/ast/RegularMethodNode;)V", false);
        }
        super.visitInsn(opcode);
      }
    };
  }

  /**
   * Lets an array that is cloned matter to the flow of types, as an object does whose monitor is entered. TeaVM
   * forgets those of numbers that a method keeps for itself, and the function that clones them.
   */
  private static MethodVisitor matters(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitCode() {
        super.visitCode();
        count.made++;
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitVarInsn(Opcodes.ALOAD, 2);
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, FLOW, "monitorEnter", "(Lorg/teavm/model/VariableReader;)V", false);
      }
    };
  }

  /** Asks for a text's length in bytes where TeaVM asks for that in chars. */
  private static MethodVisitor lengthInBytes(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (owner.equals("java/lang/String") && name.equals("length")) {
          count.made++;
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, OURS, "bytes", "(Ljava/lang/String;)I", false);
        } else {
          super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
      }
    };
  }

  /**
   * Lets a check of an index go only where the constant index lies inside of the array; TeaVM goes by that both
   * are constant.
   */
  private static MethodVisitor insideConstantArrays(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      private String field = "";
      private int local;
      private int index;

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        field = name;
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }

      @Override
      public void visitVarInsn(int opcode, int number) {
        local = number;
        super.visitVarInsn(opcode, number);
      }

      @Override
      public void visitInsn(int opcode) {
        super.visitInsn(opcode);
        if (opcode == Opcodes.BALOAD && field.equals("isConstant") && index == 0) {
          index = local;
        } else if (opcode == Opcodes.BALOAD && field.equals("isConstantSizedArray")) {
          count.made++;
          int array = local;
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, BOUNDS, "constantValue", "[I");
          super.visitVarInsn(Opcodes.ILOAD, index);
          super.visitVarInsn(Opcodes.ILOAD, array);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, OURS, "inside", "(Z[III)Z", false);
        }
      }
    };
  }

  /** Divides constants so that zero, which only the program itself may stumble over, is no end. */
  private static MethodVisitor divided(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitInsn(int opcode) {
        if (opcode == Opcodes.IDIV || opcode == Opcodes.IREM) {
          count.made++;
          String name = opcode == Opcodes.IDIV ? "quotient" : "remainder";
          super.visitMethodInsn(Opcodes.INVOKESTATIC, OURS, name, "(II)I", false);
        } else {
          super.visitInsn(opcode);
        }
      }
    };
  }

  /**
   * Lets a condition count in the block that it leads to only if no other way leads there; TeaVM lets it count
   * wherever it leads.
   */
  private static MethodVisitor onlyWay(MethodVisitor next, Count count) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitCode() {
        super.visitCode();
        count.made++;
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitInsn(Opcodes.DUP);
        super.visitFieldInsn(Opcodes.GETFIELD, BOUNDS, "conditionBlock", "I");
        super.visitVarInsn(Opcodes.ALOAD, 1);
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, OURS, "onlyWay", "(ILorg/teavm/model/BasicBlock;)I", false);
        super.visitFieldInsn(Opcodes.PUTFIELD, BOUNDS, "conditionBlock", "I");
      }
    };
  }
}
