//! What can be wrong with the user's folder: each thing is one clear error.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use wasmtime::Collector;
use witloom_bindgen::Options;
use witloom_component::{BuildError, Driver, Job, Profile, Steps, Tools};
use witloom_sdk_java::JavaDriver;

use crate::support::{Folder, Wave, engine, run, tools};

const WIT: &str =
    "package test:bad; interface greeter { greet: func(name: string) -> string; } world app { export greeter; }";
const GREETER: &str = "test:bad/greeter";

/// A class whose `greet` has this body.
fn class(name: &str, body: &str) -> String {
    format!(
        "package app;\npublic final class {name} implements wit.test.bad.exports.Greeter {{\n  \
         public String greet(String name) {{\n    {body}\n  }}\n}}\n"
    )
}

fn folder(files: &[(&str, &str)]) -> Result<Folder> {
    Folder::new(WIT, None, files)
}

fn error_of(body: &str) -> Result<String> {
    Ok(folder(&[("app/Greeter.java", &class("Greeter", body))])?.build_error())
}

#[test]
fn an_export_without_implementation() -> Result<()> {
    let error = folder(&[("app/Other.java", "package app; public class Other {}")])?.build_error();
    insta::assert_snapshot!(error, @r"
    nothing implements `test:bad/greeter`: write `public class … implements wit.test.bad.exports.Greeter`
    hint: the build looks for public classes that implement the interfaces in `gen/wit`
    ");
    Ok(())
}

#[test]
fn two_implementations() -> Result<()> {
    let (a, b) = (class("A", "return name;"), class("B", "return name;"));
    let error = folder(&[("app/A.java", &a), ("app/B.java", &b)])?.build_error();
    insta::assert_snapshot!(error, @r"
    several classes implement `test:bad/greeter`: `app.A`, `app.B`; keep one
    hint: the build looks for public classes that implement the interfaces in `gen/wit`
    ");
    Ok(())
}

#[test]
fn a_class_that_can_not_be_made() -> Result<()> {
    let text = class("Greeter", "return name;").replace("public String", "Greeter(int n) {}\n  public String");
    let error = folder(&[("app/Greeter.java", &text)])?.build_error();
    insta::assert_snapshot!(error, @r"
    `app.Greeter` needs a public constructor without parameters
    hint: the build looks for public classes that implement the interfaces in `gen/wit`
    ");
    Ok(())
}

#[test]
fn a_compile_error_is_javacs_own() -> Result<()> {
    insta::assert_snapshot!(error_of("return nam;")?, @r"
    app/Greeter.java:4: error: cannot find symbol
        return nam;
               ^
      symbol:   variable nam
      location: class Greeter
    1 error
    hint: these are javac's own words; the bindings are in `gen/`
    ");
    Ok(())
}

#[test]
fn threads_are_refused_with_file_and_line() -> Result<()> {
    insta::assert_snapshot!(error_of("new Thread(() -> {}).start(); return name;")?, @r"
    app/Greeter.java:4: a component without async functions has no threads: `Thread.start` can't work
    hint: TeaVM has no reflection at run time, no threads and a part of the class library; avoid the call, or the library that makes it
    ");
    Ok(())
}

#[test]
fn reflection_is_refused_with_file_and_line() -> Result<()> {
    insta::assert_snapshot!(error_of("return name + name.getClass().getMethods().length;")?, @r"
    app/Greeter.java:4: a component has no reflection: `Class.getMethods` would find nothing
    hint: TeaVM has no reflection at run time, no threads and a part of the class library; avoid the call, or the library that makes it
    ");
    Ok(())
}

#[test]
fn requests_without_a_client_in_the_world_are_refused() -> Result<()> {
    let asked = "new java.net.URL(name).openStream().read()";
    let sent = "java.net.http.HttpClient.newHttpClient().send(\
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(name)).build(), \
                java.net.http.HttpResponse.BodyHandlers.ofString()).body()";
    for value in [asked, sent] {
        let error = error_of(&format!("try {{ return \"\" + {value}; }} catch (Exception e) {{ return name; }}"))?;
        assert!(error.starts_with("app/Greeter.java:4: "), "{error}");
        assert!(error.contains("add `import wasi:http/client@0.3.0;` to it"), "{error}");
    }
    Ok(())
}

#[test]
fn a_missing_part_of_the_class_library_is_named() -> Result<()> {
    let error = error_of("return java.nio.channels.Channels.newChannel(System.in).toString();")?;
    assert!(error.starts_with("app/Greeter.java:4: Method java.io.FileInputStream.getChannel()"), "{error}");
    Ok(())
}

#[test]
fn an_import_that_the_world_lacks() -> Result<()> {
    let text = class("Greeter", "return name + f();").replace(
        "public String",
        "@org.teavm.interop.Import(module = \"env\", name = \"f\") static native int f();\n  public String",
    );
    let error = folder(&[("app/Greeter.java", &text)])?.build_error();
    insta::assert_snapshot!(error, @r"
    unknown import `env` `f`
    hint: native methods can be bound only to what the world imports; drop `@Import` and use `gen/wit`
    ");
    Ok(())
}

#[test]
fn heavy_formatting_is_pointed_out_and_works() -> Result<()> {
    let text = class("Greeter", "return String.format(\"hi %s, %,.2f\", name, 1234.567);");
    let built = folder(&[("app/Greeter.java", &text)])?.build()?;
    insta::assert_snapshot!(built.warnings.join("\n"), @"app/Greeter.java:4: `String.format` brings locale data of some hundred kilobytes; `witloom.rt.Text.format` and `Text.fixed` do not");
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    assert_eq!(running.wave(GREETER, "greet", &["\"you\""])?, "\"hi you, 1,234.57\"");
    Ok(())
}

/// The error of a build on a machine without one of the tools.
fn error_without(tool: &str, folder: &Folder) -> String {
    let mut without = Tools::new();
    for (name, found) in tools().iter().filter(|(name, _)| *name != tool) {
        without.insert(name, found.clone());
    }
    without.insert_hint(tool, "install it");
    let work = folder.root.path().join(".work");
    let options = Options::default();
    let job = Job {
        world: &folder.world,
        options: &options,
        source: folder.root.path(),
        work: &work,
        steps: &Steps::new(work.join("steps")),
        tools: &without,
        profile: Profile::Dev,
        progress: &|_| {},
    };
    let error = JavaDriver.build(&job).expect_err("a tool is missing");
    assert!(matches!(error, BuildError::ToolMissing { .. }), "{error}");
    error.to_string()
}

#[test]
fn a_jdk_and_maven_are_asked_for() -> Result<()> {
    let text = class("Greeter", "return name;");
    let plain = folder(&[("app/Greeter.java", &text)])?;
    let maven = folder(&[("src/main/java/app/Greeter.java", &text), ("pom.xml", POM)])?;
    let errors = [error_without("javac", &plain), error_without("java", &plain), error_without("mvn", &maven)];
    insta::assert_snapshot!(errors.join("\n"), @r"
    `javac` is missing
    `java` is missing
    `mvn` is missing
    ");
    Ok(())
}

/// A jar with one class, as if compiled for this class-file version.
fn jar(folder: &Path, version: u8) -> Result<()> {
    let source = folder.join("Lib.java");
    std::fs::write(
        &source,
        "package lib; public class Lib { public static String shout(String s) { return s + \"!\"; } }",
    )?;
    let classes = folder.join("libclasses");
    assert!(Command::new("javac").args(["--release", "17", "-d"]).arg(&classes).arg(&source).status()?.success());
    std::fs::remove_file(&source)?;
    let class = classes.join("lib/Lib.class");
    let mut bytes = std::fs::read(&class)?;
    bytes[7] = version;
    std::fs::write(&class, bytes)?;
    let jar = folder.join("lib.jar");
    assert!(Command::new("jar").arg("cf").arg(&jar).arg("-C").arg(&classes).arg(".").status()?.success());
    std::fs::remove_dir_all(&classes)?;
    Ok(())
}

const POM: &str = r#"<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId>
  <artifactId>greeter</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>test</groupId>
      <artifactId>lib</artifactId>
      <version>1</version>
      <scope>system</scope>
      <systemPath>${basedir}/lib.jar</systemPath>
    </dependency>
  </dependencies>
</project>
"#;

#[test]
fn a_maven_project_has_its_libraries() -> Result<()> {
    let text = class("Greeter", "return lib.Lib.shout(name);");
    let broken = "package app; this is no Java";
    let files = [("src/main/java/app/Greeter.java", text.as_str()), ("pom.xml", POM), ("src/test/java/T.java", broken)];
    let folder = folder(&files)?;
    jar(folder.root.path(), 61)?;
    let built = folder.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    assert_eq!(running.wave(GREETER, "greet", &["\"you\""])?, "\"you!\"");
    jar(folder.root.path(), 65)?;
    let error = folder.build_error();
    assert!(error.contains("wrong version 65.0") && error.contains("newer Java"), "{error}");
    Ok(())
}
