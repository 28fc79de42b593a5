//! What a user of Ruby sees, with the registry that CRuby comes from and without it.

use std::process::{Command, Output};

fn witloom(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    command.args(args).env_remove("RUST_BACKTRACE");
    command
}

fn text(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn what_ruby_prints_is_seen() {
    let app = tempfile::tempdir().expect("a folder");
    let made = witloom(&["new", "app", "--lang", "ruby"]).current_dir(app.path()).output().expect("witloom runs");
    assert!(made.status.success(), "{}", text(&made));
    let run = witloom(&["run", "app"]).current_dir(app.path()).output().expect("witloom runs");
    assert!(run.status.success(), "{}", text(&run));
    assert_eq!(String::from_utf8_lossy(&run.stdout), "hello from Ruby\n", "{}", text(&run));
}

#[test]
fn an_unreachable_registry_is_one_clear_error() {
    let app = tempfile::tempdir().expect("a folder");
    let made = witloom(&["new", "app", "--lang", "ruby"]).current_dir(app.path()).output().expect("witloom runs");
    assert!(made.status.success(), "{}", text(&made));
    // A port that is closed: it was ours a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("it has an address");
    drop(listener);
    let build = witloom(&["build"])
        .current_dir(app.path().join("app"))
        .env("XDG_CACHE_HOME", app.path().join("cache"))
        .env("npm_config_registry", format!("http://{address}/"))
        .env("npm_config_cache", app.path().join("npm-cache"))
        .output()
        .expect("witloom runs");
    let text = text(&build);
    assert_eq!(build.status.code(), Some(1), "{text}");
    assert_eq!(text.matches("error[").count(), 1, "{text}");
    assert!(text.contains("error[W0322]: `cruby` can't be installed: npm failed"), "{text}");
    assert!(text.contains("ECONNREFUSED"), "{text}");
    assert!(text.contains("check the network and the registry that npm is set to"), "{text}");
}
