package witloom.build;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.teavm.callgraph.CallGraph;
import org.teavm.callgraph.CallGraphNode;
import org.teavm.callgraph.CallSite;
import org.teavm.model.CallLocation;
import org.teavm.model.MethodReference;
import org.teavm.model.TextLocation;
import org.teavm.model.ValueType;

/** Says how the user's code reaches something. */
final class Reach {
  private static final ValueType STRING = ValueType.parse(String.class);
  private static final ValueType OBJECTS = ValueType.parse(Object[].class);

  /** Methods that bring much code with them, and what to use instead. */
  private static final Map<MethodReference, String> HEAVY =
      Map.of(
          new MethodReference("java.lang.String", "format", STRING, OBJECTS, STRING),
          "`String.format` brings locale data of some hundred kilobytes; `witloom.rt.Text.format`"
              + " and `Text.fixed` do not",
          new MethodReference("java.lang.String", "formatted", OBJECTS, STRING),
          "`String.formatted` brings locale data of some hundred kilobytes;"
              + " `witloom.rt.Text.format` does not");

  /** Methods that need what a component without tasks does not have. */
  private static final Map<MethodReference, String> REFUSED =
      Map.of(
          new MethodReference("java.lang.Thread", "start", ValueType.VOID),
          "a component without async functions has no threads: `Thread.start` can't work",
          new MethodReference("java.lang.Thread", "sleep", ValueType.LONG, ValueType.VOID),
          "a component without async functions can't wait: `Thread.sleep` can't work");

  /** Where all requests are sent. */
  private static final MethodReference SENDING =
      new MethodReference(
          "witloom.rt.Requests",
          "send",
          ValueType.object("witloom.rt.Requests$Ask"),
          ValueType.object("witloom.rt.Requests$Reply"));

  /** Lookups of members; TeaVM accepts them and finds nothing. */
  private static final List<MethodReference> LOOKUPS =
      List.of(
          new MethodReference(Class.class, "getConstructor", Class[].class, Constructor.class),
          new MethodReference(Class.class, "getConstructors", Constructor[].class),
          new MethodReference(Class.class, "getDeclaredConstructor", Class[].class, Constructor.class),
          new MethodReference(Class.class, "getDeclaredConstructors", Constructor[].class),
          new MethodReference(Class.class, "getDeclaredField", String.class, Field.class),
          new MethodReference(Class.class, "getDeclaredFields", Field[].class),
          new MethodReference(
              Class.class, "getDeclaredMethod", String.class, Class[].class, Method.class),
          new MethodReference(Class.class, "getDeclaredMethods", Method[].class),
          new MethodReference(Class.class, "getField", String.class, Field.class),
          new MethodReference(Class.class, "getFields", Field[].class),
          new MethodReference(Class.class, "getMethod", String.class, Class[].class, Method.class),
          new MethodReference(Class.class, "getMethods", Method[].class));

  private final Path classes;
  private final CallGraph graph;

  Reach(Path classes, CallGraph graph) {
    this.classes = classes;
    this.graph = graph;
  }

  /** One sentence for each heavy method that is reached. */
  List<String> heavy() {
    return sentences(HEAVY);
  }

  /** One sentence for each method that can't work. */
  List<String> refused(boolean tasks) {
    List<String> found = tasks ? new ArrayList<>() : sentences(REFUSED);
    if (!Files.exists(classes.resolve("witloom/rt/Requests.class"))) {
      String lacking =
          "the world imports no client: add `import wasi:http/client@0.3.0;` to it, then requests can be sent";
      found.addAll(sentences(Map.of(SENDING, lacking)));
    }
    for (MethodReference lookup : LOOKUPS) {
      CallGraphNode node = graph.getNode(lookup);
      if (node != null) {
        found.addAll(lookups(node));
      }
    }
    return found;
  }

  /** One sentence for each use by the user's own code; libraries may do without what they don't find. */
  private List<String> lookups(CallGraphNode lookup) {
    List<String> found = new ArrayList<>();
    for (CallSite site : lookup.getCallerCallSites()) {
      for (CallGraphNode caller : site.getCallers()) {
        if (isUsers(caller.getMethod())) {
          TextLocation place = site.getLocations(caller).stream().findFirst().orElse(null);
          String name = lookup.getMethod().getName();
          found.add(
              spell(caller.getMethod(), place)
                  + ": a component has no reflection: `Class." + name + "` would find nothing");
        }
      }
    }
    Collections.sort(found);
    return found;
  }

  private List<String> sentences(Map<MethodReference, String> watched) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<MethodReference, String> entry : watched.entrySet()) {
      CallGraphNode node = graph.getNode(entry.getKey());
      String chain = node == null ? null : chain(node);
      if (chain != null) {
        found.add(chain + entry.getValue());
      }
    }
    Collections.sort(found);
    return found;
  }

  /** Where a problem lies: the user's file and line if its code leads there. */
  String place(CallLocation location) {
    if (location == null || location.getMethod() == null) {
      return "";
    }
    if (isUsers(location.getMethod())) {
      return spell(location.getMethod(), location.getSourceLocation()) + ": ";
    }
    CallGraphNode node = graph.getNode(location.getMethod());
    String chain = node == null ? null : chain(node);
    return chain != null ? chain : location.getMethod().getClassName() + ": ";
  }

  /** The shortest way from the user's code to a method, innermost last; null if there is none. */
  private String chain(CallGraphNode target) {
    Map<CallGraphNode, CallGraphNode> next = new HashMap<>();
    ArrayDeque<CallGraphNode> queue = new ArrayDeque<>();
    queue.add(target);
    next.put(target, target);
    while (!queue.isEmpty()) {
      CallGraphNode node = queue.remove();
      for (CallSite site : node.getCallerCallSites()) {
        for (CallGraphNode caller : site.getCallers()) {
          if (next.putIfAbsent(caller, node) != null) {
            continue;
          }
          if (isUsers(caller.getMethod())) {
            TextLocation place = site.getLocations(caller).stream().findFirst().orElse(null);
            return describe(caller, place, next, target);
          }
          queue.add(caller);
        }
      }
    }
    return null;
  }

  private static String describe(
      CallGraphNode user,
      TextLocation place,
      Map<CallGraphNode, CallGraphNode> next,
      CallGraphNode target) {
    StringBuilder text = new StringBuilder(spell(user.getMethod(), place)).append(": ");
    StringBuilder way = new StringBuilder();
    for (CallGraphNode node = next.get(user); node != target; node = next.get(node)) {
      way.append(shorten(node.getMethod())).append(" → ");
    }
    return way.length() == 0 ? text.toString() : text + "(by " + way + shorten(target.getMethod()) + ") ";
  }

  private static String shorten(MethodReference method) {
    return method.getClassName() + "." + method.getName();
  }

  private static String spell(MethodReference method, TextLocation place) {
    if (place == null || place.getFileName() == null) {
      return shorten(method);
    }
    String file = place.getFileName();
    return file + ":" + place.getLine();
  }

  private boolean isUsers(MethodReference method) {
    String name = method.getClassName();
    if (name.startsWith("wit.") || name.startsWith("witloom.")) {
      return false;
    }
    return Files.exists(classes.resolve(name.replace('.', '/') + ".class"));
  }
}
