package witloom.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.teavm.ast.BoundCheckExpr;
import org.teavm.ast.BreakStatement;
import org.teavm.ast.CastExpr;
import org.teavm.ast.ContinueStatement;
import org.teavm.ast.Expr;
import org.teavm.ast.RecursiveVisitor;
import org.teavm.ast.RegularMethodNode;
import org.teavm.ast.SequentialStatement;
import org.teavm.ast.Statement;
import org.teavm.ast.TryCatchStatement;
import org.teavm.backend.wasm.generate.methods.WasmGCGenerationContext;
import org.teavm.backend.wasm.model.instruction.WasmInstructionBuilder;
import org.teavm.common.Graph;
import org.teavm.dependency.DependencyAnalyzer;
import org.teavm.model.BasicBlock;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.util.ProgramUtils;

/** What the classes that {@link Amend} writes call. */
public final class Amendments {
  private static final MethodReference NOTE =
      new MethodReference(
          "witloom.lib.Bounds", "note", ValueType.INTEGER, ValueType.INTEGER, ValueType.VOID);

  private static final MethodReference NOTE_CAST =
      new MethodReference(
          "witloom.lib.Casts",
          "note",
          ValueType.object("java.lang.Object"),
          ValueType.object("java.lang.String"),
          ValueType.VOID);

  /** TeaVM goes through one program after the other. */
  private static Program lastProgram;

  private static Graph lastGraph;

  private Amendments() {}

  /**
   * Keeps TeaVM's backend from reading a {@code try} whose only statement is another {@code try} as one with two
   * handlers, by an empty statement behind the inner one. That reading is wrong where the inner handler throws: what
   * the outer handler should catch would leave the method.
   *
   * @param method after the last pass over it
   */
  public static void keepApart(RegularMethodNode method) {
    method.getBody().acceptVisitor(new NestedTries());
  }

  /** The array of a check, or a length that is none where TeaVM has no array. */
  public static Expr array(BoundCheckExpr check) {
    return check.getArray() != null ? check.getArray() : Expr.constant(-1);
  }

  /** Has the index and the array on the stack noted, or what {@link #array} gives instead of one. */
  public static void note(
      WasmInstructionBuilder code, BoundCheckExpr check, WasmGCGenerationContext context) {
    if (check.getArray() != null) {
      code.arrayLength();
    }
    code.call(context.functions().forStaticMethod(NOTE));
  }

  /** Has the value on the stack noted, and the class that it is cast to. */
  public static void cast(WasmInstructionBuilder code, CastExpr cast, WasmGCGenerationContext context) {
    code.getGlobal(context.strings().getStringConstant(spelled(cast.getTarget())).global);
    code.call(context.functions().forStaticMethod(NOTE_CAST));
  }

  /** A class as {@code getName} spells it. */
  private static String spelled(ValueType type) {
    if (type instanceof ValueType.Object object) {
      return object.getClassName();
    }
    return type.toString().replace('/', '.');
  }

  /** Keeps what generated code calls by {@link #note} and {@link #cast}. */
  public static void link(DependencyAnalyzer analyzer) {
    analyzer.linkMethod(NOTE).use();
    analyzer.linkMethod(NOTE_CAST).use();
  }

  /** How many bytes debug information writes for a text. */
  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Whether an index is one of an array's.
   *
   * @param sized whether the array's length is known
   * @param values by variable: what an index is, what an array's length is
   */
  public static boolean inside(boolean sized, int[] values, int index, int array) {
    return sized && values[index] < values[array];
  }

  /** Some number for a division by zero, whose result no code gets to see. */
  public static int quotient(int a, int b) {
    return b == 0 ? 0 : a / b;
  }

  /** As {@link #quotient}. */
  public static int remainder(int a, int b) {
    return b == 0 ? 0 : a % b;
  }

  /** The block that a condition leads to, if that is the only way to get there, or else none. */
  public static int onlyWay(int conditionBlock, BasicBlock block) {
    if (conditionBlock != block.getIndex()) {
      return conditionBlock;
    }
    Program program = block.getProgram();
    if (program != lastProgram) {
      lastGraph = ProgramUtils.buildControlFlowGraph(program);
      lastProgram = program;
    }
    return lastGraph.incomingEdgesCount(conditionBlock) == 1 ? conditionBlock : -1;
  }

  private static final class NestedTries extends RecursiveVisitor {
    @Override
    public void visit(TryCatchStatement statement) {
      super.visit(statement);
      List<Statement> body = statement.getProtectedBody();
      if (body.size() == 1
          && body.get(0) instanceof TryCatchStatement inner
          && !onlyJumps(inner.getHandler())) {
        body.add(new SequentialStatement());
      }
    }

    /** Whether a handler goes to where the exception is handled: so do those of one {@code try} with several. */
    private static boolean onlyJumps(List<Statement> handler) {
      return handler.stream()
          .allMatch(part -> part instanceof BreakStatement || part instanceof ContinueStatement);
    }
  }
}
