package witloom.build;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user's class for an exported interface.
 *
 * @param export the interface
 * @param type the class
 */
record Implementation(Settings.Export export, String type) {
  /** Finds one class for each export among the compiled ones. */
  static List<Implementation> findAll(Settings settings) throws IOException, Failure {
    List<URL> urls = new ArrayList<>();
    urls.add(settings.classes().toUri().toURL());
    for (Path entry : settings.classpath()) {
      urls.add(entry.toUri().toURL());
    }
    List<Implementation> found = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new))) {
      List<Class<?>> candidates = candidates(settings.classes(), loader);
      for (Settings.Export export : settings.exports()) {
        found.add(new Implementation(export, choose(export, candidates, loader)));
      }
    }
    return found;
  }

  private static List<Class<?>> candidates(Path classes, ClassLoader loader) throws IOException {
    List<Class<?>> candidates = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.sorted().collect(Collectors.toList())) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (!name.endsWith(".class") || name.startsWith("wit/") || name.startsWith("witloom/")) {
          continue;
        }
        String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        try {
          candidates.add(Class.forName(type, false, loader));
        } catch (ClassNotFoundException | LinkageError unreadable) {
          // A class whose own dependencies are missing can't be what we look for.
        }
      }
    }
    return candidates;
  }

  private static String choose(Settings.Export export, List<Class<?>> candidates, ClassLoader loader)
      throws Failure {
    Class<?> wanted;
    try {
      wanted = Class.forName(export.type(), false, loader);
    } catch (ClassNotFoundException missing) {
      throw new Failure(Main.WIRING, "the bindings lack `" + export.type() + "`");
    }
    List<Class<?>> fitting = new ArrayList<>();
    for (Class<?> candidate : candidates) {
      boolean concrete = !candidate.isInterface() && !Modifier.isAbstract(candidate.getModifiers());
      if (concrete && wanted.isAssignableFrom(candidate)) {
        fitting.add(candidate);
      }
    }
    if (fitting.isEmpty()) {
      throw new Failure(
          Main.WIRING,
          "nothing implements `" + export.wit() + "`: write `public class … implements "
              + export.type() + "`");
    }
    if (fitting.size() > 1) {
      String names = fitting.stream().map(c -> "`" + c.getName() + "`").collect(Collectors.joining(", "));
      throw new Failure(
          Main.WIRING, "several classes implement `" + export.wit() + "`: " + names + "; keep one");
    }
    return usable(fitting.get(0)).getCanonicalName();
  }

  private static Class<?> usable(Class<?> type) throws Failure {
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      boolean inner = outer.isMemberClass() && !Modifier.isStatic(outer.getModifiers());
      if (!Modifier.isPublic(outer.getModifiers()) || inner || type.getCanonicalName() == null) {
        throw new Failure(Main.WIRING, "`" + type.getName() + "` must be public, and static if nested");
      }
    }
    if (type.getPackageName().isEmpty()) {
      throw new Failure(Main.WIRING, "`" + type.getName() + "` must be in a named package");
    }
    try {
      type.getConstructor();
    } catch (NoSuchMethodException missing) {
      throw new Failure(
          Main.WIRING, "`" + type.getName() + "` needs a public constructor without parameters");
    }
    return type;
  }
}
