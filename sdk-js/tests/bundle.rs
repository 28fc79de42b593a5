//! Modules and packages of every form, bundled and run.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use support::{Guest, build_prepared, build_world, world};
use wasmtime::component::Val;
use witloom_bindgen::Options;
use witloom_component::{BuildError, Profile};
use witloom_diag::{Colour, render};

const WIT: &str = "package app:app;
interface names { upper: func(text: string) -> string; }
world bundle { import names; export say: func(word: string) -> string; }";

fn build(files: &[(&str, &str)]) -> Result<Vec<u8>, BuildError> {
    build_world(&world(WIT, None), files, Profile::Dev)
}

fn guest(files: &[(&str, &str)]) -> Guest {
    linked(&build(files).unwrap_or_else(|error| panic!("{}", render(&error, Colour::Never))))
}

fn linked(bytes: &[u8]) -> Guest {
    Guest::with(bytes, |linker| {
        let mut names = linker.instance("app:app/names").unwrap();
        names.func_wrap("upper", |_, (text,): (String,)| Ok((text.to_uppercase(),))).unwrap();
    })
}

fn say(guest: &mut Guest, word: &str) -> String {
    match guest.ok("say", &[Val::String(word.into())]) {
        Some(Val::String(text)) => text,
        other => panic!("{other:?}"),
    }
}

const TEXT: &str = "globalThis.loads = (globalThis.loads ?? 0) + 1;\nexport const twice = (text) => text + text;\n";

#[test]
fn modules_load_when_they_are_asked_for() {
    let index = "export async function say(word) {
  const before = globalThis.loads ?? 0;
  const { twice } = await import(\"./lib/text.js\");
  const again = await import(\"./lib/text.js\");
  const part = await import(`./parts/${word}.js`);
  const { upper } = await import(\"app:app/names\");
  const missing = await import(`./parts/${word}${word}.js`).catch((error) => error.name);
  return [before, globalThis.loads, twice === again.twice, upper(twice(part.default)), missing].join();
}
";
    let part = ("parts/a.js", "export default \"part\";\n");
    let mut guest = guest(&[("index.js", index), ("lib/text.js", TEXT), part]);
    assert_eq!(say(&mut guest, "a"), "0,1,true,PARTPART,Error");
    assert_eq!(say(&mut guest, "a"), "1,1,true,PARTPART,Error");
}

#[test]
fn json_and_the_place_of_a_module_are_there() {
    let index = "import settings, { depth } from \"./lib/settings.json\";
import { url } from \"./lib/place.js\";
import * as all from \"./lib/settings.json\" with { type: \"json\" };
export const say = (word) => [settings.name, depth, all.default.name, url, import.meta.url, \"import.meta\"].join();
";
    let mut guest = guest(&[
        ("index.js", index),
        ("lib/settings.json", "{ \"name\": \"n\", \"depth\": 2 }\n"),
        ("lib/place.js", "export const url = new URL(\"./data.txt\", import.meta.url).href;\n"),
    ]);
    assert_eq!(say(&mut guest, ""), "n,2,n,file:///lib/data.txt,file:///index.js,import.meta");
}

#[test]
fn packages_come_from_node_modules() {
    let index = "import { a } from \"esm-package/sub\";
import common from \"common-package\";
export const say = (word) => `${a(word)} ${common.b(word)}`;
";
    let mut guest = guest(&[
        ("index.js", index),
        (
            "node_modules/esm-package/package.json",
            "{ \"type\": \"module\", \"exports\": { \"./sub\": { \"import\": \"./m/sub.js\" } } }",
        ),
        ("node_modules/esm-package/m/sub.js", "export const a = (word) => `esm ${word}`;\n"),
        ("node_modules/common-package/package.json", "{ \"main\": \"lib\" }"),
        (
            "node_modules/common-package/lib/index.js",
            "const prefix = require(\"./prefix\");\nexports.b = (word) => prefix + word;\n",
        ),
        ("node_modules/common-package/lib/prefix.js", "module.exports = \"common \";\n"),
    ]);
    assert_eq!(say(&mut guest, "w"), "esm w common w");
}

#[test]
fn modules_out_of_the_folder_count_too() {
    let index = "import { word } from \"../shared/word.js\";\nimport { url } from \"common\";\nexport const say = () => word + url;\n";
    let mut guest = guest(&[
        ("index.js", index),
        ("../shared/word.js", "export const word = \"shared \";\n"),
        ("../node_modules/common/package.json", "{ \"type\": \"module\", \"exports\": \"./main.js\" }"),
        ("../node_modules/common/main.js", "export const url = import.meta.url;\n"),
    ]);
    assert_eq!(say(&mut guest, ""), "shared file:///node_modules/common/main.js");
}

/// The folder of packages and modules, filled as a user does it.
fn packages_and_modules() -> (std::path::PathBuf, std::path::PathBuf) {
    let case = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/packages");
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
    let installed = support::install("js-packages", &read("package.json"), &read("package-lock.json"));
    (case, installed)
}

#[test]
fn packages_and_modules_of_node_run_unchanged() {
    let (case, installed) = packages_and_modules();
    let fill = |source: &std::path::Path| {
        for name in ["index.ts", "badge.tsx", "modules.mjs", "unused.cjs", "package.json"] {
            std::fs::copy(case.join(name), source.join(name)).unwrap();
        }
        std::os::unix::fs::symlink(installed.join("node_modules"), source.join("node_modules")).unwrap();
    };
    let built = build_prepared(&world(WIT, None), Profile::Dev, &Options::default(), fill);
    let built = built.unwrap_or_else(|error| panic!("{}", render(&error, Colour::Never)));
    let holds = |word: &str| built.windows(word.len()).any(|bytes| bytes == word.as_bytes());
    assert!(holds("baseAssignValue") && !holds("zipObjectDeep"), "what nothing uses is left out");
    let mut guest = linked(&built);
    let said = say(&mut guest, "word");
    let (packages, modules): (Vec<&str>, Vec<&str>) = said.lines().partition(|line| {
        ["zod", "lodash-es", "date-fns", "marked", "uuid", "jsx"]
            .iter()
            .any(|name| line.starts_with(&format!("{name}: ")))
    });
    insta::assert_snapshot!(packages.join("\n"));
    let script = format!(
        "import({:?}).then(async (m) => console.log((await m.lines('word')).join('\\n')))",
        case.join("modules.mjs")
    );
    let node = std::process::Command::new("node").args(["-e", &script]).output().unwrap();
    let expected = String::from_utf8_lossy(&node.stdout).into_owned();
    assert_eq!(modules.join("\n").trim(), expected.trim(), "{}", String::from_utf8_lossy(&node.stderr));
}

#[test]
fn patterns_may_name_properties_of_characters() {
    let index = r#"const built = new RegExp("^" + "\\p{Script=Greek}+$", "v");
const classes = /[[\p{P}\s]&&[^!]]+|[\p{Sc}--[€]]/gv;
export const say = (word) =>
  [
    /^\p{Lu}\P{L}+$/u.test("Ä1!"),
    word.match(/[\p{L}_]+/gu).join("|"),
    built.test("αβγ"),
    "a, b!€$".replace(classes, "-"),
    /\p{L}/.test("p{L}"),
    /é/iu.test("É"),
    built instanceof RegExp && built.constructor === RegExp,
    "aäb".split(/\P{ASCII}/u).length,
  ].join();
"#;
    let mut guest = guest(&[("index.js", index)]);
    assert_eq!(say(&mut guest, "grüße_you 漢字!"), "true,grüße_you|漢字,true,a-b!€-,true,true,true,2");
}

#[test]
fn stacks_and_printed_errors_name_the_users_files() {
    let deep = "const unused = 1;\n\nexport function deep(word) {\n    throw new RangeError(`no ${word}`);\n}\n";
    let index = "import { deep } from \"./lib/deep.js\";
export function say(word) {
  if (word === \"trap\") deep(word);
  try {
    deep(word);
  } catch (error) {
    console.error(error);
    return error.stack;
  }
}
";
    let mut guest = guest(&[("index.js", index), ("lib/deep.js", deep)]);
    let stack = say(&mut guest, "luck");
    assert!(stack.contains("deep@lib/deep.js:4:11") && stack.contains("say@index.js:5:"), "{stack}");
    let printed = "RangeError: no luck\n    at deep@lib/deep.js:4:11\n    at say@index.js:5:";
    assert!(guest.stderr().contains(printed), "{}", guest.stderr());
    assert!(guest.call("say", &[Val::String("trap".into())]).is_err());
    assert!(guest.stderr().contains("    at deep@lib/deep.js:4:11\n    at say@index.js:3:"), "{}", guest.stderr());
}

#[test]
fn what_can_not_be_bundled_is_named() {
    let complain = |files: &[(&str, &str)]| {
        let text = render(&build(files).unwrap_err(), Colour::Never);
        let folder = text.split('`').find(|part| part.starts_with('/')).map(str::to_owned);
        folder.map_or(text.clone(), |folder| text.replace(&folder, "SOURCE"))
    };
    let texts = [
        complain(&[("index.js", "export const say = async (word) =>\n  (await import(word)).default;\n")]),
        complain(&[("index.js", "export const say = async () => (await import(\"./nowhere.js\")).default;\n")]),
        complain(&[("index.js", "import { connect } from \"node:net\";\nexport const say = connect;\n")]),
        complain(&[(
            "index.js",
            "import { createCipheriv } from \"node:crypto\";\nexport const say = createCipheriv;\n",
        )]),
        complain(&[
            ("index.js", "import { z } from \"zod/mini\";\nexport const say = z;\n"),
            ("package.json", "{ \"dependencies\": { \"zod\": \"4\" } }\n"),
        ]),
        complain(&[("index.js", "export { default as say } from \"./data.json\";\n"), ("data.json", "{ \"a\": }\n")]),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}
