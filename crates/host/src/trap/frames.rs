//! The frames of a wasm backtrace: whose they are, and which of them are worth showing.

use std::ops::Range;

use wasmtime::{FrameInfo, WasmBacktrace};

use crate::compiled::Compiled;
use crate::layout::ModulePlace;
use crate::trap::report::Frame;

/// Frames shown at most.
const SHOWN: usize = 12;
/// Frames shown when none of them tells anything.
const FALLBACK: usize = 3;

/// Beginnings of names that say nothing, whatever the language.
const NOISE: &str = include_str!("noise.txt");

/// What is shown of a guest's stack.
#[derive(Debug, Default)]
pub(super) struct Stack {
    /// The telling frames, innermost first.
    pub(super) frames: Vec<Frame>,
    /// The number of those left out.
    pub(super) hidden: usize,
    /// The part that trapped.
    pub(super) part: Option<String>,
}

impl Stack {
    /// The part that trapped is that of the innermost frame, machinery or not. Where none of its frames tells
    /// anything, its innermost ones are shown before those of its callers, unless the guest itself has `spoken`.
    fn of(all: Vec<Frame>, noise: &[String], spoken: Option<&str>) -> Self {
        let tells = |frame: &&Frame| tells(frame, noise) && spoken.is_none_or(|called| frame.function != called);
        let total = all.len();
        let all = in_a_row(all);
        let part = all.iter().find_map(|f| f.part.clone());
        let mut frames: Vec<Frame> = all.iter().filter(tells).take(SHOWN).cloned().collect();
        if spoken.is_some() {
            // Its own words name the place in its own terms.
        } else if frames.is_empty() {
            frames = all.into_iter().take(FALLBACK).collect();
        } else if !frames.iter().any(|f| f.part == part) {
            let own = all.into_iter().filter(|f| f.part == part).take(FALLBACK);
            frames = own.chain(frames).take(SHOWN).collect();
        }
        let shown: usize = frames.iter().map(|frame| frame.times).sum();
        Self { hidden: total - shown, frames, part }
    }
}

/// Frames that follow their like are counted with it.
fn in_a_row(all: Vec<Frame>) -> Vec<Frame> {
    let mut rows: Vec<Frame> = Vec::new();
    for frame in all {
        match rows.last_mut() {
            Some(last) if (Frame { times: 1, ..last.clone() }) == frame => last.times += 1,
            Some(_) | None => rows.push(frame),
        }
    }
    rows
}

/// Knows which code belongs to which part of the app.
pub(super) struct Origins<'a> {
    components: &'a [&'a Compiled],
}

impl<'a> Origins<'a> {
    pub(super) fn new(components: &'a [&'a Compiled]) -> Self {
        Self { components }
    }

    /// What a backtrace tells. Where the guest has `spoken`, the function that the host called is not told again.
    pub(super) fn stack(&self, backtrace: &WasmBacktrace, spoken: Option<&str>) -> Stack {
        let names = demangled(backtrace);
        let mut owners: Vec<Vec<String>> = backtrace.frames().iter().map(|f| self.parts(f)).collect();
        settle(&mut owners);
        let all = backtrace.frames().iter().zip(&owners).enumerate();
        let frames = all.map(|(at, (info, parts))| frame(info, names.get(at), parts.first().cloned())).collect();
        let noise = self.components.first().map_or(&[][..], |compiled| &compiled.engine().options().noise);
        Stack::of(frames, noise, spoken)
    }

    /// The parts that a frame's code may belong to: several where they share a module.
    fn parts(&self, frame: &FrameInfo) -> Vec<String> {
        let image = frame.module().image_range();
        for compiled in self.components {
            let shared = compiled.modules.iter().find(|m| m.module.image_range() == image);
            let parts = match shared {
                Some(shared) => shared.parts.clone(),
                None if holds(&compiled.component.image_range(), &image) => match place(&compiled.places, frame) {
                    Some(place) => place.part.clone().into_iter().collect(),
                    // The engine's own code between two parts.
                    None if frame.module().name().is_none() => Vec::new(),
                    // The engine knows no place for what a function does before its first instruction, such as
                    // finding the stack exhausted: it may be any part's.
                    None => distinct(compiled.places.iter().filter_map(|place| place.part.clone())),
                },
                None => continue,
            };
            // A component that isn't composed of parts is itself the part.
            let parts = if parts.is_empty() { vec![compiled.name.clone()] } else { parts };
            return parts.iter().map(|p| compiled.part_name(p)).collect();
        }
        Vec::new()
    }
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = names.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn holds(outer: &Range<*const u8>, inner: &Range<*const u8>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The module around a frame: its offset counts from the start of the component's file.
fn place<'p>(places: &'p [ModulePlace], frame: &FrameInfo) -> Option<&'p ModulePlace> {
    let offset = frame.module_offset()?;
    places.iter().find(|p| p.range.contains(&offset))
}

/// Where a module is shared, its frames belong to the nearest part that is certain and shares it.
fn settle(owners: &mut [Vec<String>]) {
    for at in 0..owners.len() {
        if owners[at].len() < 2 {
            continue;
        }
        let certain = (1..owners.len()).find_map(|distance| {
            [at.checked_sub(distance), at.checked_add(distance)].into_iter().flatten().find_map(|near| {
                let [part] = owners.get(near)?.as_slice() else { return None };
                owners[at].contains(part).then(|| part.clone())
            })
        });
        if let Some(part) = certain {
            owners[at] = vec![part];
        }
    }
}

fn frame(info: &FrameInfo, name: Option<&String>, part: Option<String>) -> Frame {
    let fallback = || format!("function {}", info.func_index());
    let function = name.cloned().or_else(|| info.func_name().map(str::to_owned)).unwrap_or_else(fallback);
    let source = info.symbols().iter().find_map(|symbol| {
        let file = symbol.file()?;
        Some(symbol.line().map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")))
    });
    Frame { part, module: info.module().name().map(str::to_owned), function, source, times: 1 }
}

/// Demangled names by frame. The engine demangles only when it prints, so they are read off its lines,
/// which look like `  0: 0x1a2b - module!function`.
fn demangled(backtrace: &WasmBacktrace) -> Vec<String> {
    let text = backtrace.to_string();
    let names: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let (number, rest) = line.trim_start().split_once(": ")?;
            number.parse::<usize>().ok()?;
            let named = rest.split_once(" - ").map_or(rest, |(_, named)| named);
            let function = named.split_once('!').map_or(named, |(_, function)| function);
            Some(function.trim_start_matches("<wasm ").trim_end_matches('>').to_owned())
        })
        .collect();
    if names.len() == backtrace.frames().len() { names } else { Vec::new() }
}

/// Whether a frame is the user's rather than the machinery's, of which `noise` is a language's own.
fn tells(frame: &Frame, noise: &[String]) -> bool {
    let glue = frame.module.as_deref().is_some_and(|m| m.starts_with("wit-component:"));
    let nameless = frame.function.starts_with("function ");
    let noise = NOISE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .chain(noise.iter().map(String::as_str))
        .any(|prefix| frame.function.starts_with(prefix));
    !(glue || nameless || noise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(function: &str) -> Frame {
        Frame { part: None, module: None, function: function.to_owned(), source: None, times: 1 }
    }

    /// The machinery of a language.
    fn own() -> Vec<String> {
        vec!["vm_".to_owned()]
    }

    #[test]
    fn machinery_is_told_from_the_users_code() {
        for noise in ["core::panicking::panic_fmt", "function 12", "vm_exec", "abort"] {
            assert!(!tells(&named(noise), &own()), "{noise}");
        }
        for telling in ["main.Price", "shop::price", "my_function"] {
            assert!(tells(&named(telling), &own()), "{telling}");
        }
        assert!(tells(&named("vm_exec"), &[]), "what is a language's own is told by the language");
    }

    #[test]
    fn the_part_that_trapped_is_named_even_where_its_frames_tell_nothing() {
        let of = |part: &str, function: &str| Frame { part: Some(part.to_owned()), ..named(function) };
        let frames = vec![of("callee", "vm_exec"), of("callee", "vm_funcall"), of("caller", "main.Run")];
        let stack = Stack::of(frames, &own(), None);
        assert_eq!(stack.part.as_deref(), Some("callee"));
        assert_eq!(stack.hidden, 0);
        let functions: Vec<&str> = stack.frames.iter().map(|f| f.function.as_str()).collect();
        assert_eq!(functions, ["vm_exec", "vm_funcall", "main.Run"]);
    }

    #[test]
    fn a_guest_that_has_spoken_shows_no_machinery() {
        let of = |part: &str, function: &str| Frame { part: Some(part.to_owned()), ..named(function) };
        let frames = vec![of("callee", "vm_exec"), of("callee", "shop#price"), of("caller", "main.Run")];
        let stack = Stack::of(frames, &own(), Some("shop#price"));
        assert_eq!(stack.part.as_deref(), Some("callee"));
        let functions: Vec<&str> = stack.frames.iter().map(|f| f.function.as_str()).collect();
        assert_eq!(functions, ["main.Run"]);
        assert_eq!(stack.hidden, 2);
    }

    #[test]
    fn a_recursion_is_one_line() {
        let frames = ["deep", "deep", "deep", "vm_exec", "run"].map(named).to_vec();
        let stack = Stack::of(frames, &own(), None);
        let lines: Vec<String> = stack.frames.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["deep, 3 times", "run"]);
        assert_eq!(stack.hidden, 1);
    }

    #[test]
    fn frames_of_a_shared_module_go_to_the_nearest_certain_part() {
        let parts = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let mut owners = vec![parts(&["a", "b"]), parts(&["a", "b"]), parts(&["b"]), parts(&["c"])];
        settle(&mut owners);
        assert_eq!(owners, [parts(&["b"]), parts(&["b"]), parts(&["b"]), parts(&["c"])]);
    }
}
