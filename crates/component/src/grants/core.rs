//! The core module of a filter, as text: one function for each that it answers.

use std::fmt::Write as _;

use anyhow::Context as _;
use witloom_bindgen::model::{Core, Function};
use witloom_bindgen::plan::{Call, Flat, Location};

use super::data::{Data, RESULT, WRITTEN};
use super::rules::{self, Sort, What, Work};
use super::send;
use super::types::Types;

/// What a core module imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Import {
    /// A function of the host.
    Host { interface: String, function: String, is_async: bool },
    /// Drops a handle.
    Drop { interface: String, resource: String },
    /// Hands over the result of a task of that answered function.
    Return(usize),
    /// What tasks have.
    Task(Task),
}

/// Functions of the component model for tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    SetNew,
    SetDrop,
    Join,
    SubtaskDrop,
    SubtaskCancel,
    ContextGet,
    ContextSet,
    Cancel,
}

/// A core module with its memory's: the functions that it answers share both.
pub(super) struct Unit<'a> {
    pub(super) types: &'a Types,
    component: &'a str,
    pub(super) data: Data,
    /// In the order of their names, `0`, `1`.
    pub(super) imports: Vec<Import>,
    signatures: Vec<String>,
    /// Answered functions, by their number, and whether they are lifted with a callback.
    pub(super) answered: Vec<(usize, bool)>,
    pub(super) text: String,
    has_origin: bool,
    has_names: bool,
    has_say: bool,
}

impl<'a> Unit<'a> {
    pub(super) fn new(component: &'a str, types: &'a Types) -> Self {
        Self {
            types,
            component,
            data: Data::default(),
            imports: Vec::new(),
            signatures: Vec::new(),
            answered: Vec::new(),
            text: String::new(),
            has_origin: false,
            has_names: false,
            has_say: false,
        }
    }

    /// The name of an import, which is taken in once.
    pub(super) fn import(&mut self, import: Import, params: &[Core], results: &[Core]) -> String {
        let at = self.imports.iter().position(|known| *known == import).unwrap_or_else(|| {
            let list = |word: &str, cores: &[Core]| match cores {
                [] => String::new(),
                cores => format!(" ({word} {})", cores.iter().map(|core| core.name()).collect::<Vec<_>>().join(" ")),
            };
            self.signatures.push(list("param", params) + &list("result", results));
            self.imports.push(import);
            self.imports.len() - 1
        });
        format!("$h{at}")
    }

    /// A function of the host, lowered synchronously.
    pub(super) fn host(&mut self, interface: &str, function: &str) -> anyhow::Result<String> {
        let (_, call) = self.types.call(interface, function)?;
        let import = Import::Host { interface: interface.to_owned(), function: function.to_owned(), is_async: false };
        Ok(self.import(import, &call.params, &call.results))
    }

    pub(super) fn drop(&mut self, interface: &str, resource: &str) -> String {
        let import = Import::Drop { interface: interface.to_owned(), resource: resource.to_owned() };
        self.import(import, &[Core::I32], &[])
    }

    /// Adds the answer of one function.
    pub(super) fn answer(&mut self, at: usize, work: &Work) -> anyhow::Result<()> {
        let (function, call) = self.types.call(&work.interface, &work.function)?;
        let (what, is_task) = (&work.what, matches!(work.what, What::Request(_)) && function.is_async);
        self.answered.push((at, is_task));
        match what {
            What::First => self.first(at, work),
            What::Among(names) => self.among(at, work, function, names),
            What::Named(names) => self.named(at, work, function, names),
            What::Request(origins) if is_task => send::task(self, at, work, origins),
            What::Request(origins) => send::plain(self, at, work, function, call, origins),
            What::Closed => self.closed(at, work, function, call),
        }
    }

    fn first(&mut self, at: usize, work: &Work) -> anyhow::Result<()> {
        let host = self.host(&work.interface, &work.function)?;
        let length = RESULT + 4;
        let _ = write!(
            self.text,
            "(func (export \"f{at}\") (result i32)
               (call {host} (i32.const {RESULT}))
               (if (i32.load (i32.const {length})) (then (i32.store (i32.const {length}) (i32.const 1))))
               (i32.const {RESULT}))\n"
        );
        Ok(())
    }

    fn among(&mut self, at: usize, work: &Work, function: &Function, names: &[String]) -> anyhow::Result<()> {
        // A list that can fail begins behind a discriminant.
        let list = match work.sort {
            Sort::Config => self.types.error(function)?.0,
            Sort::Http | Sort::Net | Sort::Dirs | Sort::Env | Sort::Args | Sort::Keyvalue | Sort::Sql => 0,
        };
        if names.is_empty() {
            // An empty list is zeros, as are results that are no errors; nobody writes there.
            let empty = self.data.place(&[0; 16]);
            let _ = writeln!(self.text, "(func (export \"f{at}\") (result i32) (i32.const {empty}))");
            return Ok(());
        }
        let host = self.host(&work.interface, &work.function)?;
        self.has_names = true;
        let (stride, name, lost) = match work.sort {
            Sort::Dirs => {
                let version = work.interface.split('@').nth(1).unwrap_or_default();
                let drop = self.drop(&format!("wasi:filesystem/types@{version}"), "descriptor");
                (12, 4, format!("(else (call {drop} (i32.load (local.get $from))))"))
            }
            Sort::Http | Sort::Net | Sort::Env | Sort::Args | Sort::Config | Sort::Keyvalue | Sort::Sql => {
                (16, 0, String::new())
            }
        };
        let failed = match list {
            0 => String::new(),
            _ => format!("(if (i32.load8_u (i32.const {RESULT})) (then (return (i32.const {RESULT}))))"),
        };
        let (table, list, length) = (self.data.table(names), RESULT + list, RESULT + list + 4);
        let _ = write!(
            self.text,
            "(func (export \"f{at}\") (result i32)
               (local $from i32) (local $end i32) (local $to i32)
               (call {host} (i32.const {RESULT}))
               {failed}
               (local.set $from (i32.load (i32.const {list})))
               (local.set $to (local.get $from))
               (local.set $end
                 (i32.add (local.get $from) (i32.mul (i32.load (i32.const {length})) (i32.const {stride}))))
               (block $done
                 (loop $next
                   (br_if $done (i32.eq (local.get $from) (local.get $end)))
                   (if (call $among
                         (i32.load offset={name} (local.get $from))
                         (i32.load offset={size} (local.get $from))
                         (i32.const {table}))
                     (then
                       (memory.copy (local.get $to) (local.get $from) (i32.const {stride}))
                       (local.set $to (i32.add (local.get $to) (i32.const {stride}))))
                     {lost})
                   (local.set $from (i32.add (local.get $from) (i32.const {stride})))
                   (br $next)))
               (i32.store
                 (i32.const {length})
                 (i32.div_u (i32.sub (local.get $to) (i32.load (i32.const {list}))) (i32.const {stride})))
               (i32.const {RESULT}))\n",
            size = name + 4,
        );
        Ok(())
    }

    fn named(&mut self, at: usize, work: &Work, function: &Function, names: &[String]) -> anyhow::Result<()> {
        let refusal = self.refusal(work, function)?;
        let message = self.message(work)?;
        let mut asked = String::new();
        if !names.is_empty() {
            self.has_names = true;
            let (table, host) = (self.data.table(names), self.host(&work.interface, &work.function)?);
            asked = format!(
                "(if (call $among (local.get $text) (local.get $size) (i32.const {table}))
                   (then
                     (call {host} (local.get $text) (local.get $size) (i32.const {RESULT}))
                     (return (i32.const {RESULT}))))"
            );
        }
        let _ = write!(
            self.text,
            "(func (export \"f{at}\") (param $text i32) (param $size i32) (result i32)
               {asked}
               (call $say (i32.const {message}) (local.get $text) (local.get $size))
               (i32.const {refusal}))\n"
        );
        Ok(())
    }

    fn closed(&mut self, at: usize, work: &Work, function: &Function, call: &Call) -> anyhow::Result<()> {
        let refusal = self.refusal(work, function)?;
        let message = self.message(work)?;
        let drops = self.drops(call)?;
        let params = params(call);
        let _ = write!(
            self.text,
            "(func (export \"f{at}\") {params} (result i32)
               {drops}
               (call $say (i32.const {message}) (i32.const 0) (i32.const 0))
               (i32.const {refusal}))\n"
        );
        Ok(())
    }

    /// Drops the handles among the parameters `$p0`, `$p1`, …
    pub(super) fn drops(&mut self, call: &Call) -> anyhow::Result<String> {
        let mut text = String::new();
        for placed in &call.places {
            let Location::Flat { first } = placed.place else { anyhow::bail!("parameters in memory") };
            self.drop_of(placed.ty, first, &mut text)?;
        }
        Ok(text)
    }

    fn drop_of(&mut self, ty: witloom_bindgen::model::TypeId, first: u32, text: &mut String) -> anyhow::Result<()> {
        let types = self.types;
        let flat = types.plan.ty(types.world.resolve_alias(ty)).flat.as_ref().context("a parameter in memory")?;
        match flat {
            Flat::Handle(handle) => {
                let resource = types.world.resource(handle.resource);
                let owner = types.world.interface(resource.owner).full_name.clone();
                let drop = self.drop(&owner, &resource.name);
                let _ = write!(text, "(call {drop} (local.get $p{first}))");
            }
            Flat::Same(other) => self.drop_of(*other, first, text)?,
            Flat::Product(slots) => {
                for slot in slots {
                    self.drop_of(slot.ty, first + slot.first, text)?;
                }
            }
            Flat::Sum { cases, .. } => {
                for (at, case) in cases.iter().enumerate() {
                    let Some(case) = case else { continue };
                    let mut inner = String::new();
                    self.drop_of(case.ty, first + 1, &mut inner)?;
                    if !inner.is_empty() {
                        let _ = write!(text, "(if (i32.eq (local.get $p{first}) (i32.const {at})) (then {inner}))");
                    }
                }
            }
            Flat::End(_) => anyhow::bail!("a stream or future among parameters"),
            Flat::Prim(_) | Flat::String | Flat::List | Flat::Enum { .. } | Flat::Flags { .. } => {}
        }
        Ok(())
    }

    /// Where the answer lies that refuses.
    pub(super) fn refusal(&mut self, work: &Work, function: &Function) -> anyhow::Result<u32> {
        let (payload, size) = self.types.error(function)?;
        let mut bytes = vec![0; size as usize];
        bytes[0] = 1;
        bytes[payload as usize] = self.types.error_case(work, error(work.sort))?;
        if let Some(words) = words(work.sort) {
            let words = format!("`{}` isn't granted {words}: {}", self.component, remedy(self.component, work.sort));
            let at = self.data.place(words.as_bytes());
            let text = payload as usize + 4;
            bytes[text..text + 4].copy_from_slice(&at.to_le_bytes());
            bytes[text + 4..text + 8].copy_from_slice(&(words.len() as u32).to_le_bytes());
        }
        Ok(self.data.place(&bytes))
    }

    /// What is said when something is refused.
    pub(super) fn message(&mut self, work: &Work) -> anyhow::Result<u32> {
        self.has_say = true;
        let (component, remedy) = (self.component, remedy(self.component, work.sort));
        let (before, behind) = match work.sort {
            Sort::Http => ("requests to `", "`: "),
            Sort::Net => ("the network", ": "),
            Sort::Config => ("the setting `", "`: "),
            Sort::Keyvalue => ("the store `", "`: "),
            Sort::Sql => ("the database `", "`: "),
            Sort::Dirs | Sort::Env | Sort::Args => anyhow::bail!("lists are cut without a word"),
        };
        let before = format!("witloom: `{component}` isn't granted {before}");
        Ok(self.data.message(&before, &format!("{behind}{remedy}\n")))
    }

    /// Lets functions ask where a request goes.
    pub(super) fn origins(&mut self) {
        self.has_origin = true;
    }

    /// The module of its memory.
    pub(super) fn memory(&self) -> String {
        let end = self.data.end();
        let pages = end.div_ceil(0x1_0000);
        include_str!("memory.wat")
            .replace("{end}", &end.to_string())
            .replace("{pages}", &pages.to_string())
            .replace("{data}", &self.data.segment())
    }

    /// The module itself; `version` is that of the requests it asks.
    pub(super) fn module(&mut self, version: &str) -> anyhow::Result<String> {
        let mut parts = String::new();
        if self.has_names {
            parts.push_str(include_str!("names.wat"));
        }
        if self.has_say {
            let stderr = self.host(rules::STDERR, "get-stderr")?;
            let write = self.host(rules::STREAMS, rules::WRITE)?;
            let drop = self.drop(rules::STREAMS, "output-stream");
            let text = include_str!("say.wat").replace("{stderr}", &stderr).replace("{write}", &write);
            parts.push_str(&text.replace("{drop}", &drop).replace("{written}", &WRITTEN.to_string()));
        }
        if self.has_origin {
            parts.push_str(&send::origin(self, version)?);
        }
        let imports: String = self
            .signatures
            .iter()
            .enumerate()
            .map(|(at, signature)| format!("(import \"h\" \"{at}\" (func $h{at}{signature}))\n"))
            .collect();
        Ok(format!(
            "(module\n(import \"m\" \"memory\" (memory 1))
             (import \"m\" \"heap\" (global $heap (mut i32)))
             (import \"m\" \"realloc\" (func $realloc (param i32 i32 i32 i32) (result i32)))
             (import \"m\" \"reset\" (func $reset))
             {imports}{parts}{}
             (func (export \"post\") (param i32) (call $reset)))",
            self.text
        ))
    }
}

/// Parameters `$p0`, `$p1`, … of a lifted function: those of the lowered one, but for the address of its result.
pub(super) fn params(call: &Call) -> String {
    let own = call.params.len() - usize::from(call.result_area.is_some());
    let params = call.params[..own].iter().enumerate();
    params.map(|(at, core)| format!("(param $p{at} {})", core.name())).collect::<Vec<_>>().join(" ")
}

/// The error that means a refusal.
pub(super) fn error(sort: Sort) -> &'static str {
    match sort {
        Sort::Http => "HTTP-request-denied",
        Sort::Net | Sort::Keyvalue => "access-denied",
        Sort::Config => "upstream",
        Sort::Sql => "denied",
        Sort::Dirs | Sort::Env | Sort::Args => "",
    }
}

/// What an error says that has words.
fn words(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Config => Some("this setting"),
        Sort::Sql => Some("this database"),
        Sort::Http | Sort::Net | Sort::Keyvalue | Sort::Dirs | Sort::Env | Sort::Args => None,
    }
}

fn remedy(component: &str, sort: Sort) -> String {
    format!("`{}` under `[components.{component}.grants]` in witloom.toml grants it", sort.key())
}
