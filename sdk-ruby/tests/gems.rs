//! Gems of pure Ruby, as a folder and as Bundler lays them out, with the data that lies beside their code.

use crate::support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Calls, Host, build};
use witloom_component::{BuildError, Profile};

const WIT: &str = "package test:gems; interface api { say: func() -> string; } world gems { export api; }";
const BUNDLED: &str = "vendor/bundle/ruby/3.4.0";

/// The files below a folder, under a path in the component's folder.
fn below(folder: &Path, under: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let path = format!("{under}/{}", entry.file_name().unwrap().to_string_lossy());
        match std::fs::read_to_string(&entry) {
            Ok(text) => files.push((path, text)),
            Err(_) if entry.is_dir() => below(&entry, &path, files),
            Err(_) if !entry.exists() => {} // a link into another package
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {} // a picture among the documentation
            Err(error) => panic!("{path}: {error}"),
        }
    }
}

fn say(files: &[(String, String)], profile: Profile) -> String {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let component = build(WIT, &files, profile).unwrap_or_else(|error| panic!("{error}"));
    let mut host = Host::new(&component, Calls::none());
    let said = host.wave("test:gems/api", "say", &[]).unwrap_or_else(|error| panic!("{error}\n{}", host.stderr()));
    said.replace("\\n", "\n")
}

fn case() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gems")
}

#[test]
fn gems_find_their_data_in_both_layouts() {
    let app = std::fs::read_to_string(case().join("app.rb")).unwrap();
    let mut plain = vec![("app.rb".to_owned(), app)];
    let mut bundled = plain.clone();
    below(&case().join("data"), "vendor/atlas", &mut plain);
    below(&case().join("data"), &format!("{BUNDLED}/gems/atlas-1.0.0"), &mut bundled);
    // What Bundler leaves beside gems, and a gem whose compiled form CRuby brings.
    for (path, text) in [
        ("gems/json-2.9.1/ext/json/extconf.rb", ""),
        ("gems/json-2.9.1/lib/json.rb", "raise \"another json\""),
        ("cache/atlas-1.0.0.gem", "binary"),
        ("extensions/x86_64-linux/3.4.0/json-2.9.1/json/ext/parser.so", ""),
        ("specifications/atlas-1.0.0.gemspec", "Gem::Specification.new { |s| s.require_paths = [\"lib\".freeze] }"),
    ] {
        bundled.push((format!("{BUNDLED}/{path}"), text.to_owned()));
    }
    let said = say(&plain, Profile::Dev);
    insta::assert_snapshot!(said);
    assert_eq!(say(&bundled, Profile::Release), said);
}

#[test]
fn a_bundled_gem_with_a_c_extension_is_refused_by_name() {
    let extension = format!("{BUNDLED}/gems/nokogiri-1.18.0/ext/nokogiri/extconf.rb");
    let error = build(WIT, &[("app.rb", ""), (&extension, "")], Profile::Dev).unwrap_err().to_string();
    assert!(error.starts_with("the gem `nokogiri` has a C extension"), "{error}");
    let error = build(WIT, &[("app.rb", "require 'rack'\n"), ("Gemfile", "gem 'rack'\n")], Profile::Dev).unwrap_err();
    let BuildError::UserCode { hint: Some(hint), .. } = error else { panic!("{error:?}") };
    assert!(hint.contains("`bundle config set --local path vendor/bundle` and `bundle install`"), "{hint}");
}

/// Gems as the system's packages have them, fetched by its own client; `None` where there is none.
fn packages(names: &[&str], folder: &Path) -> Option<()> {
    let run = |program: &str, args: &[&str]| Command::new(program).args(args).current_dir(folder).output().ok();
    let args: Vec<&str> = ["download", "--quiet"].iter().chain(names).copied().collect();
    run("apt-get", &args).filter(|output| output.status.success())?;
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for file in files {
        run("dpkg", &["-x", &file.to_string_lossy(), "unpacked"]).filter(|output| output.status.success())?;
    }
    Some(())
}

#[test]
fn kramdown_mustache_and_rack_run() {
    let fetched = tempfile::tempdir().unwrap();
    if packages(&["ruby-kramdown", "ruby-mustache", "ruby-rack"], fetched.path()).is_none() {
        eprintln!("skipped: this system has no packages of gems");
        return;
    }
    let unpacked = fetched.path().join("unpacked/usr");
    let mut files = vec![("app.rb".to_owned(), std::fs::read_to_string(case().join("real.rb")).unwrap())];
    files.push(("greeting.mustache".to_owned(), std::fs::read_to_string(case().join("greeting.mustache")).unwrap()));
    below(&unpacked.join("share/rubygems-integration/all/gems"), &format!("{BUNDLED}/gems"), &mut files);
    below(
        &unpacked.join("share/rubygems-integration/all/specifications"),
        &format!("{BUNDLED}/specifications"),
        &mut files,
    );
    below(&unpacked.join("lib/ruby/vendor_ruby"), "vendor/mustache/lib", &mut files);
    insta::assert_snapshot!(say(&files, Profile::Dev));
}
