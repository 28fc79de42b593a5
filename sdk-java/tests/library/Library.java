package library;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.teavm.model.AccessLevel;
import org.teavm.model.ClassReader;
import org.teavm.model.ClassReaderSource;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodReader;
import org.teavm.model.ReferenceCache;
import org.teavm.model.ValueType;
import org.teavm.parsing.ClasspathClassHolderSource;
import org.teavm.parsing.ClasspathResourceProvider;

/**
 * Looks for what is public in packages of the JDK in the class library of components.
 *
 * <p>Prints a line per class: its package, its name, and {@code -} if it isn't there, or else the
 * number of its methods and the names of those that aren't.
 */
public final class Library {
  private final ClassReaderSource source;

  private Library() throws IOException {
    var urls = new ArrayList<URL>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    var loader = new Own(urls.toArray(new URL[0]));
    source =
        new ClasspathClassHolderSource(
            new ClasspathResourceProvider(loader), new ReferenceCache(), loader);
  }

  /** Finds nothing in the JDK that runs this. */
  private static final class Own extends URLClassLoader {
    Own(URL[] urls) {
      super(urls, Library.class.getClassLoader());
    }

    @Override
    public URL getResource(String name) {
      return findResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return findResources(name);
    }
  }

  public static void main(String[] packages) throws IOException {
    Library library = new Library();
    for (String name : packages) {
      for (Class<?> type : classes(name)) {
        System.out.println(name + " " + library.line(type));
      }
    }
  }

  /** The public classes of a package, with those inside of them. */
  private static List<Class<?>> classes(String name) throws IOException {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
    var found = new TreeMap<String, Class<?>>();
    for (String module : List.of("java.base", "java.net.http", "java.logging")) {
      Path folder = modules.resolve(module).resolve(name.replace('.', '/'));
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String stem = file.getFileName().toString();
          if (stem.endsWith(".class") && !stem.endsWith("-info.class")) {
            Class<?> type = load(name + "." + stem.substring(0, stem.length() - 6));
            if (isOpen(type)) {
              found.put(type.getName(), type);
            }
          }
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Whether everybody sees a class. */
  private static boolean isOpen(Class<?> type) {
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      if (!Modifier.isPublic(outer.getModifiers()) || outer.isAnonymousClass()) {
        return false;
      }
    }
    return true;
  }

  private String line(Class<?> type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    if (source.get(type.getName()) == null) {
      return name.replace('$', '.') + " -";
    }
    int all = 0;
    var missing = new TreeSet<String>();
    for (Executable method : members(type)) {
      all++;
      if (!has(type.getName(), method)) {
        missing.add(method instanceof Method ? method.getName() : "new");
      }
    }
    return name.replace('$', '.') + " " + all + " " + String.join(" ", missing);
  }

  /** Constructors and methods that a class has for everybody. */
  private static List<Executable> members(Class<?> type) {
    Stream<Executable> all =
        Stream.concat(
            Arrays.stream(type.getDeclaredConstructors()),
            Arrays.stream(type.getDeclaredMethods()));
    return all.filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !method.isSynthetic())
        .toList();
  }

  private boolean has(String owner, Executable method) {
    List<ValueType> signature = new ArrayList<>();
    for (Class<?> parameter : method.getParameterTypes()) {
      signature.add(ValueType.parse(parameter));
    }
    Class<?> result = method instanceof Method named ? named.getReturnType() : void.class;
    signature.add(ValueType.parse(result));
    String name = method instanceof Method ? method.getName() : "<init>";
    return has(owner, new MethodDescriptor(name, signature.toArray(new ValueType[0])));
  }

  private boolean has(String owner, MethodDescriptor method) {
    ClassReader type = source.get(owner);
    if (type == null) {
      return false;
    }
    MethodReader found = type.getMethod(method);
    if (found != null && found.getLevel() == AccessLevel.PUBLIC) {
      return true;
    }
    if (isPatched("witloom.lib." + owner + "Patch", method) || isPatched(owner + "Patch", method)) {
      return true;
    }
    if (method.getName().equals("<init>")) {
      return false;
    }
    if (type.getParent() != null && has(type.getParent(), method)) {
      return true;
    }
    return type.getInterfaces().stream().anyMatch(inherited -> has(inherited, method));
  }

  /** Whether one of our methods stands for it, which takes the object first if there is one. */
  private boolean isPatched(String name, MethodDescriptor method) {
    ClassReader patch = source.get(name);
    if (patch == null) {
      return false;
    }
    ValueType[] plain = method.getSignature();
    for (MethodReader ours : patch.getMethods()) {
      ValueType[] signature = ours.getDescriptor().getSignature();
      boolean ofObject = ours.getAnnotations().get("witloom.lib.OfObject") != null;
      if (ofObject) {
        signature = Arrays.copyOfRange(signature, 1, signature.length);
      }
      if (ours.getName().equals(method.getName()) && Arrays.equals(signature, plain)) {
        return true;
      }
    }
    return false;
  }
}
