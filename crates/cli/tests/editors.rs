//! What editors ask finds the bindings of a new app without set-up: gopls, pyright, tsc, and the compiler of Eclipse's JDT.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_component::disk::{DiskError, once};
use witloom_test_kit::{run, run_silent};

const GOPLS: &str = "golang.org/x/tools/gopls@v0.20.0";
const PACKAGES: [&str; 2] = ["pyright@1.1.414", "typescript@5.9.3"];
const JDT: &str = "org.eclipse.jdt:ecj:3.41.0";

/// The tools, fetched once a target folder.
fn tools() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors-1");
    once(&folder, |folder| {
        run(Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(folder)
            .args(PACKAGES));
        run(Command::new("go").args(["install", GOPLS]).env("GOBIN", folder));
        let mut mvn = Command::new("mvn");
        mvn.args(["--batch-mode", "--quiet", "dependency:copy", &format!("-Dartifact={JDT}")]);
        run(mvn.arg(format!("-DoutputDirectory={}", folder.display())).current_dir(folder));
        Ok::<_, DiskError>(())
    })
    .expect("the tools are installed");
    folder
}

/// What stands between two words of a text, wherever it does.
fn between<'t>(text: &'t str, begin: &'t str, end: &'t str) -> Vec<&'t str> {
    text.split(begin).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

#[test]
fn the_tools_of_editors_find_the_bindings() {
    let folder = tempfile::tempdir().expect("a folder");
    let witloom = || Command::new(env!("CARGO_BIN_EXE_witloom"));
    run(witloom().args(["new", "shop", "--lang", "go,python,js,java"]).current_dir(folder.path()));
    let app = folder.path().join("shop");
    run(witloom().arg("bindgen").current_dir(&app));
    let tools = tools();
    let modules = tools.join("node_modules");
    let pyright = || {
        let mut pyright = Command::new("node");
        pyright.arg(modules.join("pyright/index.js")).arg(".").current_dir(app.join("python"));
        pyright
    };
    assert!(run(&mut pyright()).starts_with("0 errors, 0 warnings"));
    let tsc = || {
        let mut tsc = Command::new("node");
        tsc.arg(modules.join("typescript/bin/tsc")).args(["-p", "jsconfig.json", "--noEmit"]);
        tsc.current_dir(app.join("js"));
        tsc
    };
    run_silent(&mut tsc());
    let gopls = || {
        let mut gopls = Command::new(tools.join("gopls"));
        gopls.args(["check", "main.go", "main_test.go"]).current_dir(app.join("go"));
        String::from_utf8(gopls.output().expect("gopls").stdout).expect("text")
    };
    assert_eq!(gopls(), "");
    java(&app.join("java"), &tools);
    // They do look at the bindings.
    change(&app.join("go/main.go"), "greetpython.Greet,", "greetpython.Great,");
    assert!(gopls().contains("undefined: greetpython.Great"), "{}", gopls());
    change(&app.join("js/index.js"), "greet(name)", "great(name)");
    assert!(!tsc().output().expect("tsc").status.success());
    change(&app.join("python/app.py"), "import Err", "import Error");
    assert!(!pyright().output().expect("pyright").status.success());
}

/// Everything that the app's `pom.xml` names as sources, with its libraries.
fn java(folder: &Path, tools: &Path) {
    let pom = std::fs::read_to_string(folder.join("pom.xml")).expect("a pom");
    let sources = [
        between(&pom, "<sourceDirectory>", "</sourceDirectory>"),
        between(&pom, "<testSourceDirectory>", "</testSourceDirectory>"),
        between(&pom, "<source>", "</source>"),
    ];
    let paths = folder.join("paths");
    let mut mvn = Command::new("mvn");
    mvn.args(["--batch-mode", "--quiet", "dependency:build-classpath"]).current_dir(folder);
    run(mvn.arg(format!("-Dmdep.outputFile={}", paths.display())));
    let mut compiler = Command::new("java");
    compiler.arg("-jar").arg(tools.join("ecj-3.41.0.jar")).args(["--release", "17", "-d", "none", "-cp"]);
    compiler.arg(std::fs::read_to_string(paths).expect("a class path")).args(sources.concat()).current_dir(folder);
    run_silent(&mut compiler);
}

fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "{text}");
    std::fs::write(file, text.replace(from, to)).expect("it is written");
}
