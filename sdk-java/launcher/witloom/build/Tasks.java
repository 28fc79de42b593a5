package witloom.build;

import java.util.Map;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.FieldReference;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.instructions.GetFieldInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;

/**
 * Makes TeaVM's threads those of tasks, in components that have some.
 *
 * <p>What the threads wait for becomes the runtime's to wake them from; monitors do what Java says of them; and whoever
 * waits where nothing can wait is told so.
 */
public final class Tasks implements ClassHolderTransformer {
  /** Classes and what has methods for them. Those of {@code java.lang} see what TeaVM's classes hide from others. */
  private static final Map<String, String> PATCHES =
      Map.of(
          "java.lang.DefaultUncaughtExceptionHandler", "witloom.lib.tasks.UncaughtPatch",
          "java.lang.Object", "java.lang.ObjectPatch",
          "org.teavm.runtime.EventQueue", "witloom.lib.tasks.EventQueuePatch",
          "witloom.rt.Threads", "java.lang.ThreadsPatch");

  private static final FieldReference MONITOR = new FieldReference("java.lang.Object", "monitor");
  private static final MethodReference GET_MONITOR =
      new MethodReference("java.lang.Object", "getMonitor", ValueType.object("java.lang.Object$Monitor"));

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    String patch = PATCHES.get(type.getName());
    if (patch != null) {
      Patches.put(type, patch, context);
    }
    if (type.getName().equals("org.teavm.runtime.Fiber")) {
      type.getMethods().stream().filter(method -> method.getName().equals("suspend")).forEach(Tasks::check);
    }
    if (type.getName().startsWith("java.lang.ObjectPatch")) {
      type.getMethods().stream().filter(method -> method.getProgram() != null).forEach(Tasks::readMonitors);
    }
  }

  /** An object's monitor is no field on this backend, which knows that of {@code Object} only. */
  private static void readMonitors(MethodHolder method) {
    for (var block : method.getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof GetFieldInstruction read && read.getField().equals(MONITOR)) {
          InvokeInstruction call = new InvokeInstruction();
          call.setType(InvocationType.SPECIAL);
          call.setInstance(read.getInstance());
          call.setMethod(GET_MONITOR);
          call.setReceiver(read.getReceiver());
          call.setLocation(read.getLocation());
          read.replace(call);
        }
      }
    }
  }

  /** Before a thread is suspended, and not in the middle of that, there is a place to throw. */
  private static void check(MethodHolder method) {
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(new MethodReference("witloom.lib.tasks.Suspension", "check", ValueType.VOID));
    method.getProgram().basicBlockAt(0).addFirst(call);
  }
}
