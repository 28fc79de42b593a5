//! Compilers that stay between builds end with the program.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Running processes whose command line mentions a folder.
fn processes(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").expect("linux has it").flatten();
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(&*folder.to_string_lossy())).collect()
}

/// Builds an app, and is killed right after if so wished.
fn build(folder: &Path, kill: bool) {
    let mut witloom = Command::new(env!("CARGO_BIN_EXE_witloom"))
        .args(["build", "--quiet", "--app"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("witloom runs");
    if kill {
        while processes(folder).iter().all(|line| !line.contains("witloom.build.Main")) {
            if let Some(status) = witloom.try_wait().expect("it can be asked") {
                panic!("it ended before Java ran: {status}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        witloom.kill().expect("it can be killed");
    }
    let status = witloom.wait().expect("it ends");
    assert!(kill || status.success(), "{status}");
}

#[test]
fn no_compiler_is_left_behind() {
    if Command::new("javac").arg("--version").output().is_err() {
        return;
    }
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("app");
    let new = Command::new(env!("CARGO_BIN_EXE_witloom")).arg("new").arg(&folder).args(["--lang", "java"]).output();
    assert!(new.expect("witloom runs").status.success());
    for kill in [false, true] {
        if kill {
            std::fs::remove_dir_all(folder.join(".witloom")).expect("the build made it");
        }
        build(&folder, kill);
        // A compiler that is at work when the program is killed finishes first.
        let deadline = Instant::now() + Duration::from_secs(120);
        while !processes(&folder).is_empty() {
            assert!(Instant::now() < deadline, "still there: {:?}", processes(&folder));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
