//! Names that mean something to Java, and types that double with each level.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use wasmtime::Collector;
use witloom_bindgen::{Language, Options, Wit, World};
use witloom_sdk_java::Java;

use crate::support::{Folder, Wave, engine, run};

/// A name and some others, each once.
fn with(name: &str, others: &[&str], shape: impl Fn(&str) -> String) -> String {
    let names = [name].into_iter().chain(others.iter().copied().filter(|other| *other != name));
    names.map(shape).collect::<Vec<_>>().join(", ")
}

/// A name in every role: as an interface with everything of that name in it, on both sides.
fn roles(name: &str) -> String {
    let cases = with(name, &["list", "tuple2", "string"], |case| format!("%{case}(list<tuple<string, list<string>>>)"));
    let fields = with(name, &["that", "other", "hash", "this"], |field| format!("%{field}: list<u8>"));
    let plain = with(name, &["value", "values"], |case| format!("%{case}"));
    format!(
        "package test:names;
interface %{name} {{
  variant %{name} {{ {cases} }}
  record r-r {{ {fields} }}
  flags f-f {{ {plain} }}
  enum e-e {{ {plain} }}
  resource things-x {{
    constructor(%{name}: u32);
    %{name}: func(%{name}: %{name}) -> result<e-e, %{name}>;
    of: static func() -> things-x;
  }}
  %{name}-post: func(area: s32) -> string;
  drop-things-x: func(handle: s32);
  new-things-x: func(handle: s32);
  f: func(%{name}: r-r, f: f-f) -> %{name};
}}
interface other-{name} {{
  record %{name} {{ %{name}: string }}
  variant v-v {{ other-{name}(%{name}), %{name}(%{name}) }}
  resource x-x {{ %{name}: static func(v: v-v) -> option<%{name}>; }}
  f: func(v: v-v) -> v-v;
}}
interface functions-{name} {{
  %{name}: func(%{name}: string) -> string;
  second-one: func() -> result<string, string>;
}}
world names {{
  import %{name};
  import other-{name};
  import functions-{name};
  export %{name};
  export other-{name};
  export functions-{name};
}}
"
    )
}

const NAMES: &[&str] = &[
    "filter",
    "to-string",
    "hash-code",
    "wait",
    "notify",
    "notify-all",
    "get-class",
    "equals",
    "clone",
    "finalize",
    "close",
    "drop",
    "lend",
    "move",
    "resource-name",
    "object",
    "string",
    "record",
    "list",
    "optional",
    "result",
    "tuple2",
    "set",
    "objects",
    "arrays",
    "handle",
    "resource",
    "imports",
    "exports",
    "values",
    "raw",
    "tables",
    "wiring",
    "override",
    "void",
    "integer",
    "java",
    "witloom",
    "wit",
    "class",
    "this",
    "new",
    "default",
    "int",
    "value",
    "values-of",
    "ordinal",
    "name",
    "that",
    "other",
    "yield",
    "sealed",
    "permits",
    "var",
    "exception",
    "things",
    "throwable",
    "system",
    "math",
    "iterable",
    "enum",
    "cores",
    "lift",
    "lower",
    "mem",
    "arena",
    "trap",
];

#[test]
fn every_name_in_every_role_compiles() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut folders = Vec::new();
    for name in NAMES {
        let file = root.path().join(format!("{name}.wit"));
        std::fs::write(&file, roles(name))?;
        let wit = Wit::load(&file)?;
        let world = World::from_wit(&wit, None)?;
        let folder = root.path().join(name);
        Java.generate(&world, &Options::default())?.write(&folder)?;
        folders.push(folder);
    }
    crate::support::compile(&folders)
}

/// Types that use the one before twice.
fn doubled(kind: &str, levels: usize) -> String {
    let mut wit = "package test:doubled;\ninterface api {\n  type t0 = u32;\n".to_owned();
    for level in 1..=levels {
        let before = format!("t{}", level - 1);
        let _ = match kind {
            "tuple" => writeln!(wit, "  type t{level} = tuple<{before}, {before}>;"),
            "result" => writeln!(wit, "  type t{level} = result<{before}, {before}>;"),
            "option" => writeln!(wit, "  type t{level} = option<tuple<{before}, {before}>>;"),
            "list" => writeln!(wit, "  type t{level} = list<tuple<{before}, result<{before}>>>;"),
            "map" => writeln!(wit, "  type t{level} = map<u8, tuple<{before}, {before}>>;"),
            "variant" => writeln!(wit, "  variant t{level} {{ a({before}), b({before}) }}"),
            _ => writeln!(wit, "  record t{level} {{ a: {before}, b: {before} }}"),
        };
    }
    let _ = writeln!(wit, "  f: func(x: t{levels}) -> option<t{levels}>;\n}}\nworld w {{ import api; export api; }}");
    wit
}

fn generated(wit: &str, folder: &Path) -> Result<usize> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join("world.wit");
    std::fs::write(&file, wit)?;
    let wit = Wit::load(&file)?;
    let world = World::from_wit(&wit, None)?;
    let files = Java.generate(&world, &Options::default())?;
    files.write(folder)?;
    Ok(files.iter().map(|(_, text)| text.len()).sum())
}

#[test]
fn doubled_types_grow_with_their_levels() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut folders = Vec::new();
    for kind in ["tuple", "result", "option", "list", "map", "variant", "record"] {
        // Beyond some levels these are too large for the canonical ABI: layouts double where values do.
        let most = if matches!(kind, "tuple" | "record" | "option") { 24 } else { 40 };
        let mut sizes = Vec::new();
        for levels in [most / 2, most] {
            let folder = root.path().join(format!("{kind}{levels}"));
            sizes.push(generated(&doubled(kind, levels), &folder)?);
            folders.push(folder);
        }
        let base = generated(&doubled(kind, 1), &root.path().join("base"))?;
        assert!(sizes[1] - base < 3 * (sizes[0] - base), "{kind}: {base} {sizes:?}");
    }
    // As core values: fifteen levels take sixteen of them.
    for levels in [8, 15] {
        let folder = root.path().join(format!("flat{levels}"));
        let size = generated(&doubled("variant", levels), &folder)?;
        assert!(size < 200_000, "{levels} levels of variants: {size}");
        folders.push(folder);
    }
    crate::support::compile(&folders)
}

const USED: &str = "package test:used;
interface filter {
  type point = tuple<option<u32>, option<u32>>;
  type line = tuple<point, point>;
  type area = tuple<line, line>;
  type judged = result<area, area>;
  variant term { filter(string), judged(judged) }
  variant inner { a(f32), b(u64) }
  variant outer { inner(inner), pair(tuple<inner, inner>), none }
  to-string: func(term: term) -> term;
  wait: func(outer: outer) -> outer;
}
world w { export filter; }";

const USER: &str = "package app;
import wit.test.used.exports.Filter;
import witloom.rt.Tuple2;
public final class Impl implements Filter {
  @Override
  public Term toString2(Term term) {
    if (term instanceof Term.Judged judged && judged.value() instanceof Judged.Ok ok) {
      return new Term.Judged(new Judged.Err(new Tuple2<>(ok.value().f1(), ok.value().f0())));
    }
    return term;
  }
  @Override
  public Outer wait2(Outer outer) {
    return outer;
  }
}
";

#[test]
fn a_case_called_like_its_interface_and_wide_types_cross() -> Result<()> {
    let built = Folder::new(USED, None, &[("app/Impl.java", USER)])?.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    let mut call = |name: &str, value: &str| running.wave("test:used/filter", name, &[value]);
    assert_eq!(call("to-string", "filter(\"x\")")?, "filter(\"x\")");
    let line = |n: u32| format!("((some({n}), none), (none, some({})))", n + 1);
    let given = format!("judged(ok(({}, {})))", line(1), line(5));
    let back = format!("judged(err(({}, {})))", line(5), line(1));
    assert_eq!(call("to-string", &given)?, back);
    for outer in ["inner(a(1.5))", "inner(b(18446744073709551615))", "pair((a(-2.5), b(7)))", "%none"] {
        assert_eq!(call("wait", outer)?, outer);
    }
    Ok(())
}
