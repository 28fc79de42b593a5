//! Resources in both directions, and what happens when the guest's code is wrong.

use std::sync::Arc;

use wasmtime::component::{LinkerInstance, ResourceAny, ResourceType, Val};

use crate::support::{Program, Running, Shared, build, err, list, ok, some, text};

const COUNTERS: &str = "test:objects/counters";
const FILES: &str = "test:objects/files";

/// What the host knows about its files.
#[derive(Debug, Default)]
struct Files {
    names: Vec<String>,
    dropped: Vec<u32>,
    /// Children that are not ended yet, with their parents.
    children: Vec<(u32, u32)>,
}

impl Files {
    fn end(&mut self, rep: u32) -> wasmtime::Result<()> {
        if self.children.iter().any(|(_, parent)| *parent == rep) {
            wasmtime::bail!("resource has children");
        }
        self.children.retain(|(child, _)| *child != rep);
        self.dropped.push(rep);
        Ok(())
    }
}

struct File;

fn program(files: &Shared<Files>) -> Program {
    let built = build("objects").unwrap_or_else(|error| panic!("{error}"));
    let mut program = Program::new(&built.component);
    let mut instance = program.linker.instance(FILES).unwrap();
    new_files(&mut instance, files);
    given_files(&mut instance, files);
    program
}

/// What gives files.
fn new_files<T: 'static>(instance: &mut LinkerInstance<'_, T>, files: &Shared<Files>) {
    let shared = Arc::clone(files);
    instance.resource("file", ResourceType::host::<File>(), move |_, rep| shared.lock().unwrap().end(rep)).unwrap();
    let new = |files: &Shared<Files>, name: &Val| {
        let Val::String(name) = name else { panic!("a name") };
        let mut files = files.lock().unwrap();
        files.names.push(name.clone());
        wasmtime::component::Resource::<File>::new_own(files.names.len() as u32 - 1)
    };
    for name in ["[constructor]file", "[static]file.open"] {
        let shared = Arc::clone(files);
        instance
            .func_new(name, move |mut store, _, args, results| {
                let file = Val::Resource(new(&shared, &args[0]).try_into_resource_any(&mut store)?);
                let empty = args[0] == text("");
                results[0] = match name {
                    "[constructor]file" => file,
                    _ if empty => err(Some(text("no name"))),
                    _ => ok(Some(file)),
                };
                Ok(())
            })
            .unwrap();
    }
    let shared = Arc::clone(files);
    instance
        .func_new("[method]file.child", move |mut store, _, args, results| {
            let parent = resource(&args[0]).try_into_resource::<File>(&mut store)?.rep();
            let name = format!("{}/child", shared.lock().unwrap().names[parent as usize]);
            let child = new(&shared, &text(&name));
            shared.lock().unwrap().children.push((child.rep(), parent));
            results[0] = Val::Resource(child.try_into_resource_any(&mut store)?);
            Ok(())
        })
        .unwrap();
}

/// What gets files.
fn given_files<T: 'static>(instance: &mut LinkerInstance<'_, T>, files: &Shared<Files>) {
    for name in ["keep", "trade"] {
        instance.func_new(name, |_, _, _, _| panic!("these never come this far")).unwrap();
    }
    for name in ["[method]file.handle", "lend", "consume", "all", "[method]file.close"] {
        let shared = Arc::clone(files);
        instance
            .func_new(name, move |mut store, _, args, results| {
                results[0] = match (name, &args[0]) {
                    ("all", back) => back.clone(),
                    ("[method]file.close", Val::Resource(file)) => {
                        file.try_into_resource::<File>(&mut store)?;
                        Val::U32(1)
                    }
                    (_, Val::Resource(file)) => {
                        let file = file.try_into_resource::<File>(&mut store)?;
                        if name == "consume" {
                            shared.lock().unwrap().children.retain(|(child, _)| *child != file.rep());
                        }
                        text(&shared.lock().unwrap().names[file.rep() as usize])
                    }
                    _ => panic!("a file"),
                };
                Ok(())
            })
            .unwrap();
    }
}

fn call(running: &mut Running, name: &str, args: &[Val]) -> Val {
    let result = running.at(name, args).unwrap_or_else(|e| panic!("{name}: {e:?}\n{}", running.stderr()));
    result.unwrap_or(Val::Bool(true))
}

fn counters(running: &mut Running, name: &str, args: &[Val]) -> Val {
    call(running, &format!("{COUNTERS}#{name}"), args)
}

fn resource(value: &Val) -> ResourceAny {
    let Val::Resource(resource) = value else { panic!("a resource, not {value:?}") };
    *resource
}

fn trap(program: &Program, name: &str, args: &[Val]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut running = program.start(Some(folder.path()));
    running.at(name, args).expect_err(name);
    running.stderr()
}

#[test]
fn objects_faults_and_files() {
    let files = Shared::<Files>::default();
    let program = program(&files);
    let mut running = program.start(None);
    ours(&mut running);
    many(&mut running);
    theirs(&mut running, &files);
    wrong_values(&mut running);
    failures(&program);
    run_time(&program);
}

/// Objects of the guest's: methods, statics, borrows, own in and out, drops exactly once.
fn ours(running: &mut Running) {
    let a = counters(running, "[constructor]counter", &[Val::U32(5)]);
    assert_eq!(counters(running, "[method]counter.add", &[a.clone(), Val::U32(2)]), Val::U32(7));
    assert_eq!(counters(running, "[method]counter.finalizer", std::slice::from_ref(&a)), Val::U32(1007));
    assert_eq!(counters(running, "[method]counter.handle", std::slice::from_ref(&a)), Val::U32(2007));
    let b = counters(running, "[static]counter.zero", &[]);
    assert_eq!(counters(running, "[method]counter.merge", &[b.clone(), a.clone()]), Val::U32(7));
    let Val::Result(Ok(Some(c))) = counters(running, "[static]counter.parse", &[text("41")]) else { panic!() };
    assert_eq!(
        counters(running, "[static]counter.parse", &[text("x")]),
        err(Some(text("invalid literal for int() with base 10: 'x'")))
    );
    assert_eq!(counters(running, "peek", &[(*c).clone()]), Val::U32(41));
    let view = |c: &Val| Val::Record(vec![("of".to_owned(), c.clone())]);
    assert_eq!(counters(running, "views", &[list([view(&a), view(&b)])]), Val::U32(14));
    assert_eq!(counters(running, "live", &[]), Val::U32(3));
    // The destructor runs when the host drops.
    resource(&c).resource_drop(&mut running.store).unwrap();
    assert_eq!(counters(running, "dropped", &[]), list([Val::U32(41)]));
    // An own handle that comes home is the user's object: nothing but the user's code closes it.
    assert_eq!(counters(running, "consume", &[b]), Val::U32(7));
    assert_eq!(counters(running, "dropped", &[]), list([Val::U32(41), Val::U32(7)]));
    let pair = Val::Record(vec![
        ("first".to_owned(), a),
        ("second".to_owned(), some(counters(running, "[constructor]counter", &[Val::U32(9)]))),
    ]);
    let Val::Record(swapped) = counters(running, "swap", &[pair]) else { panic!() };
    assert_eq!(counters(running, "peek", &[swapped[0].1.clone()]), Val::U32(9));
    counters(running, "keep", &[swapped[0].1.clone()]);
    let Val::Option(Some(back)) = counters(running, "give-back", &[]) else { panic!() };
    assert_eq!(counters(running, "peek", &[(*back).clone()]), Val::U32(9));
    assert_eq!(counters(running, "live", &[]), Val::U32(2));
    resource(&back).resource_drop(&mut running.store).unwrap();
    let Val::Option(Some(first)) = swapped[1].1.clone() else { panic!() };
    resource(&first).resource_drop(&mut running.store).unwrap();
    assert_eq!(counters(running, "live", &[]), Val::U32(0));
    assert_eq!(counters(running, "[constructor]gate", &[Val::Bool(false)]), err(Some(text("shut"))));
    let Val::Result(Ok(Some(gate))) = counters(running, "[constructor]gate", &[Val::Bool(true)]) else { panic!() };
    assert_eq!(counters(running, "[method]gate.close", &[(*gate).clone()]), text("closed by the WIT's method"));
    resource(&gate).resource_drop(&mut running.store).unwrap();
}

/// Neither handles nor stand-ins pile up.
fn many(running: &mut Running) {
    for _ in 0..300 {
        let Val::List(made) = counters(running, "make", &[Val::U32(10)]) else { panic!() };
        for (index, counter) in made.iter().enumerate() {
            if index % 2 == 0 {
                resource(counter).resource_drop(&mut running.store).unwrap();
            } else {
                assert_eq!(counters(running, "consume", std::slice::from_ref(counter)), Val::U32(index as u32));
            }
        }
    }
    assert_eq!(counters(running, "live", &[]), Val::U32(0));
}

/// Handles to the host's objects: closing, moving, borrowing, forgetting.
fn theirs(running: &mut Running, files: &Shared<Files>) {
    let mut script = |what: &str| {
        let before = files.lock().unwrap().dropped.len();
        let result = call(running, "test:objects/uses#run", &[text(what)]);
        (result, files.lock().unwrap().dropped.len() - before)
    };
    let fine = |value: &str| ok(Some(text(value)));
    assert_eq!(script("close"), (fine("a"), 1));
    let closed = "ValueError: test:objects/files#[method]file.handle: this `File` was closed or moved";
    assert_eq!(script("after-close"), (fine(closed), 1));
    let moved = "ValueError: test:objects/files#lend: parameter `f`: expected an open File, got str 'closed or moved'";
    assert_eq!(script("after-move").0, fine(moved));
    let twice =
        "ValueError: test:objects/files#all: parameter `f`: the same handle is passed twice, but it can move only once";
    assert_eq!(script("twice"), (fine(twice), 1));
    let deep = "ValueError: test:objects/files#keep: parameter `all`: the same handle is passed twice, but it can move only once";
    assert_eq!(script("deep-twice"), (fine(deep), 1));
    let lent = "ValueError: test:objects/files#trade: parameter `yours`: the same handle is passed twice, but it can move only once";
    assert_eq!(script("lent-and-moved"), (fine(lent), 1));
    assert_eq!(script("forgotten"), (fine("ok"), 100));
    // Children end before their parents, whatever Python collects first.
    assert_eq!(script("chain"), (fine("a/child/child"), 3));
    assert_eq!(script("cycle"), (fine("ok"), 2));
    assert_eq!(script("moved-child"), (fine("a/child"), 1));
    assert_eq!(script("lists"), (fine("a b"), 2));
    assert_eq!(script("static"), (fine("c"), 1));
    assert_eq!(script("fails"), (err(Some(text("no name"))), 0));
    let mut file = |name: &str| {
        files.lock().unwrap().names.push(name.to_owned());
        let rep = files.lock().unwrap().names.len() as u32 - 1;
        let file = wasmtime::component::Resource::<File>::new_own(rep);
        Val::Resource(file.try_into_resource_any(&mut running.store).unwrap())
    };
    let (lent, given) = (file("lent"), file("given"));
    let before = files.lock().unwrap().dropped.len();
    let refused = "lent: test:objects/files#consume: parameter `f`: expected an own File, got str 'a borrowed one'";
    assert_eq!(call(running, "test:objects/uses#borrowed", &[lent]), text(refused));
    assert_eq!(files.lock().unwrap().dropped.len(), before);
    assert_eq!(call(running, "test:objects/uses#owned", &[given]), text("given"));
    assert_eq!(files.lock().unwrap().dropped.len(), before + 1);
}

/// Values that don't fit their type, going out.
fn wrong_values(running: &mut Running) {
    let mut script = |what: &str| call(running, "test:objects/uses#run", &[text(what)]);
    let wrong = "TypeError: test:objects/files#lend: parameter `f`: expected File, got str 'text'";
    assert_eq!(script("wrong"), ok(Some(text(wrong))));
    let surrogate = "ValueError: test:objects/files#[constructor]file: parameter `name`: expected string without lone \
                     surrogates, got str '\\ud800'";
    assert_eq!(script("surrogate"), ok(Some(text(surrogate))));
    assert_eq!(script("anything"), err(Some(text("KeyError: 'anything'"))));
}

/// What ends the component, with its message.
fn failures(program: &Program) {
    let faults = |name: &str| format!("test:objects/faults#{name}");
    let wrong = trap(program, &faults("wrong-result"), &[]);
    assert!(
        wrong.starts_with("witloom: python export `test:objects/faults#wrong-result` failed: ValueError: "),
        "{wrong}"
    );
    assert!(wrong.contains("`result`: expected u8 (0 to 255), got int 300"), "{wrong}");
    let deep = trap(program, &faults("deep"), &[]);
    assert!(deep.contains("`result[1][1]`: expected string (str), got int 3"), "{deep}");
    let error = trap(program, &faults("wrong-err"), &[]);
    assert!(error.contains("raised `Err.value`: expected u32 (int), got str 'text'"), "{error}");
    let plain = trap(program, &faults("plain"), &[text("x")]);
    let expected = "witloom: python export `test:objects/faults#plain` failed: ValueError: no number in 'x'\n\
                    Traceback (most recent call last):\n  File \"app.py\", line ";
    assert!(plain.starts_with(expected), "{plain}");
    assert!(plain.contains("    raise ValueError(f\"no number in {s!r}\")"), "{plain}");
    assert_eq!(plain.matches("Traceback").count(), 1, "{plain}");
    let twice = trap(program, &format!("{COUNTERS}#same-twice"), &[]);
    assert!(twice.contains("the same handle is passed twice, but it can move only once"), "{twice}");
    for stderr in [wrong, deep, error, plain, twice] {
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

/// Modules and files at run time.
fn run_time(program: &Program) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "content").unwrap();
    let mut running = program.start(Some(folder.path()));
    let late = |name: &str| [text(name)];
    assert_eq!(call(&mut running, "test:objects/faults#late-import", &late("json")), ok(Some(text("json2"))));
    // The whole standard library is there.
    for name in
        ["sqlite3", "xml.dom.minidom", "concurrent.futures.thread", "encodings.iso2022_jp", "wsgiref.simple_server"]
    {
        let there = call(&mut running, "test:objects/faults#late-import", &late(name));
        assert_eq!(there, ok(Some(text(&format!("{name}2")))));
    }
    let works = ["2026-11-26", "4772fcdf65", "xn--bcher-kva.example", "6 Future"].map(text);
    assert_eq!(call(&mut running, "test:objects/faults#late-work", &[]), ok(Some(list(works))));
    for (name, expected) in [
        ("no_such", "No module named 'no_such'"),
        ("ssl", "CPython for WASI has no module `_ssl`"),
        ("tkinter", "CPython for WASI has no module `tkinter`"),
    ] {
        let missing = call(&mut running, "test:objects/faults#late-import", &late(name));
        assert_eq!(missing, err(Some(text(expected))));
    }
    assert_eq!(call(&mut running, "test:objects/faults#read", &late("/data/in.txt")), ok(Some(text("content"))));
    let refused = call(&mut running, "test:objects/faults#read", &late("/etc/passwd"));
    assert!(matches!(refused, Val::Result(Err(_))), "{refused:?}");
}
