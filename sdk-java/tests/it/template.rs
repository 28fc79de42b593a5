//! The files of `witloom new` build and run.

use anyhow::Result;
use wasmtime::Collector;
use wasmtime::component::Val;
use witloom_component::{Driver, Role, Starter};
use witloom_sdk_java::JavaDriver;

use crate::support::{Folder, Wave, engine, run};

fn folder(starter: &Starter<'_>, wit: &str) -> Result<Folder> {
    let files = JavaDriver.template(starter);
    let files: Vec<(&str, &str)> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    Folder::new(wit, None, &files)
}

#[test]
fn a_part_greets() -> Result<()> {
    let role = Role::Part { export: "greet-java" };
    let starter = Starter { app: "my-app", world: "my-app:app/java", role };
    let wit = "package my-app:app;
        interface greet-java { greet: func(name: string) -> result<string, string>; }
        world java { export greet-java; }";
    let built = folder(&starter, wit)?.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    let interface = "my-app:app/greet-java";
    assert_eq!(running.wave(interface, "greet", &["\"you\""])?, "ok(\"hello, you, from Java\")");
    assert_eq!(running.wave(interface, "greet", &["\"\""])?, "err(\"a name is needed\")");
    Ok(())
}

#[test]
fn an_entry_asks_the_parts() -> Result<()> {
    let imports = ["greet-go".to_owned()];
    let starter = Starter { app: "my-app", world: "my-app:app/java", role: Role::Entry { imports: &imports } };
    let wit = "package my-app:app;
        interface greet-go { greet: func(name: string) -> result<string, string>; }
        world java { import greet-go; export wasi:cli/run@0.2.6; }
        package wasi:cli@0.2.6 { interface run { run: func() -> result; } }";
    let wit = wit.replacen("package my-app:app;", "package my-app:app;\n", 1);
    let built = folder(&starter, &wit)?.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, |linker| {
        linker.instance("my-app:app/greet-go")?.func_new("greet", |_, _, params, results| {
            results[0] = Val::Result(Ok(Some(Box::new(params[0].clone()))));
            Ok(())
        })?;
        Ok(())
    })?;
    assert_eq!(running.wave("wasi:cli/run@0.2.6", "run", &[])?, "ok");
    assert_eq!(running.stdout(), "hello from Java\nworld\n");
    Ok(())
}

#[test]
fn a_service_asks_the_parts() -> Result<()> {
    let imports = ["greet-go".to_owned()];
    let starter = Starter { app: "my-app", world: "my-app:app/java", role: Role::Service { imports: &imports } };
    let wit = "package my-app:app;
        interface greet-go { greet: func(name: string) -> result<string, string>; }
        world java { import greet-go; export wasi:http/handler@0.3.0; }";
    let built = folder(&starter, wit)?.build()?;
    let holds = |name: &str| built.component.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    assert!(holds("wasi:http/handler@0.3.0") && holds("my-app:app/greet-go"));
    Ok(())
}
