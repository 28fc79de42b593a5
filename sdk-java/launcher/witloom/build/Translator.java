package witloom.build;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.teavm.backend.wasm.WasmDebugInfoLevel;
import org.teavm.backend.wasm.WasmDebugInfoLocation;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.diagnostics.ProblemSeverity;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/** Runs TeaVM and words its problems. */
final class Translator {
  /** Classes whose exports are the component's. */
  private static final List<String> ENTRY_POINTS =
      List.of(
          "witloom.glue.Exports",
          "witloom.rt.Arena",
          "witloom.rt.Maths",
          "witloom.rt.Trace",
          "witloom.rt.Trap");

  private Translator() {}

  static void translate(Settings settings) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(settings.classes().toUri().toURL());
    for (Path entry : settings.classpath()) {
      urls.add(entry.toUri().toURL());
    }
    // Closed in the end, so that the next build sees libraries that have changed.
    try (var loader = new Loader(urls)) {
      TeaVMTool tool = tool(settings, loader);
      File output = settings.output().toFile();
      output.delete();
      tool.generate();
      report(
          settings, tool, new Reach(settings.classes(), tool.getDependencyInfo().getCallGraph()));
      if (!output.exists()) {
        throw new Failure(Main.TRANSLATE, "TeaVM wrote no module and named no reason");
      }
    }
  }

  /**
   * Finds the component's own runtime before the launcher's, and everything else the other way
   * round.
   */
  private static final class Loader extends URLClassLoader {
    Loader(List<URL> urls) {
      super(urls.toArray(URL[]::new), Translator.class.getClassLoader());
    }

    @Override
    public URL getResource(String name) {
      URL own = name.startsWith("witloom/rt/") ? findResource(name) : null;
      return own != null ? own : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      Enumeration<URL> all = super.getResources(name);
      if (!name.startsWith("witloom/rt/")) {
        return all;
      }
      List<URL> ordered = new ArrayList<>(Collections.list(findResources(name)));
      ordered.addAll(Collections.list(all));
      return Collections.enumeration(ordered);
    }
  }

  private static TeaVMTool tool(Settings settings, ClassLoader loader) {
    TeaVMTool tool = new TeaVMTool();
    tool.setTargetType(TeaVMTargetType.WEBASSEMBLY_GC);
    tool.setTargetDirectory(settings.output().getParent().toFile());
    tool.setTargetFileName(settings.output().getFileName().toString());
    tool.setClassLoader(loader);
    tool.setOptimizationLevel(
        settings.optimise() ? TeaVMOptimizationLevel.ADVANCED : TeaVMOptimizationLevel.SIMPLE);
    tool.setMainClass("witloom.glue.Exports");
    tool.getClassesToPreserve().addAll(ENTRY_POINTS);
    tool.getTransformers().add(Patches.class.getName());
    tool.getTransformers().add(ArraySizes.class.getName());
    tool.getTransformers().add(ArrayStores.class.getName());
    tool.getTransformers().add(Locales.class.getName());
    tool.getTransformers().add(OnlyOnce.class.getName());
    if (settings.tasks()) {
      tool.getTransformers().add(Tasks.class.getName());
    }
    tool.getProperties().setProperty("java.util.Locale.default", "en_US");
    tool.setStrict(true);
    tool.setObfuscated(false);
    tool.setDebugInformationGenerated(true);
    tool.setWasmDebugInfoLocation(WasmDebugInfoLocation.EMBEDDED);
    tool.setWasmDebugInfoLevel(WasmDebugInfoLevel.DEOBFUSCATION);
    tool.setMinDirectBuffersSize(1 << 20);
    tool.setLog(new EmptyTeaVMToolLog());
    return tool;
  }

  private static void report(Settings settings, TeaVMTool tool, Reach reach) throws Failure {
    List<String> errors = new ArrayList<>(reach.refused(settings.tasks()));
    for (Problem problem : tool.getProblemProvider().getProblems()) {
      DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
      problem.render(text);
      String line = reach.place(problem.getLocation()) + text.getText();
      if (problem.getSeverity() == ProblemSeverity.ERROR) {
        errors.add(line);
      } else {
        System.out.println(line.replace('\n', ' '));
      }
    }
    reach.heavy().forEach(System.out::println);
    if (!errors.isEmpty()) {
      throw new Failure(Main.TRANSLATE, String.join("\n", errors));
    }
  }
}
