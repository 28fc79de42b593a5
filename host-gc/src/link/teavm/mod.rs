//! The profile of TeaVM, which writes modules for a JavaScript host.

use walrus::ir::UnaryOp;

mod debug;

use super::profile::{Answer, Functions, Heap, Names, Profile, Stream};

/// TeaVM 0.16 with its WasmGC backend.
pub static TEAVM: Profile = Profile {
    name: "TeaVM",
    heap: Heap { module: "teavmMemory", offset: "heapOffset", size: "maxSize" },
    answers: &[
        ("teavmDate", Names::Of(&["currentTimeMillis"]), Answer::Clock),
        ("teavmMath", Names::Of(&["random"]), Answer::Random),
        ("teavmMath", Names::Of(&["sqrt"]), Answer::Unary(UnaryOp::F64Sqrt)),
        ("teavmMath", Names::Of(&["ceil"]), Answer::Unary(UnaryOp::F64Ceil)),
        ("teavmMath", Names::Of(&["floor"]), Answer::Unary(UnaryOp::F64Floor)),
        ("teavmConsole", Names::Of(&["putcharStdout"]), Answer::Console(Stream::Stdout)),
        ("teavmConsole", Names::Of(&["putcharStderr"]), Answer::Console(Stream::Stderr)),
        ("teavm", Names::Of(&["isnan"]), Answer::IsNan),
        ("teavm", Names::Of(&["isfinite"]), Answer::IsFinite),
        (
            "teavm",
            Names::Of(&["takeStackTrace", "decorateException", "getNativeOffset", "teavm_interrupt"]),
            Answer::Neutral,
        ),
        ("teavm", Names::Of(&["createStringWeakRef", "createWeakRef"]), Answer::Keep),
        ("teavm", Names::Of(&["stringDeref", "deref"]), Answer::Kept),
        ("teavmJso", Names::Any, Answer::Neutral),
        ("wasm:js-string", Names::Any, Answer::Neutral),
        ("teavmMemory", Names::Any, Answer::Neutral),
        ("teavmHeapTrace", Names::Any, Answer::Neutral),
        ("teavmMath", Names::Any, Answer::Trap),
        ("teavmDate", Names::Any, Answer::Trap),
        ("teavmAsync", Names::Any, Answer::Trap),
    ],
    private: "teavm",
    lines: debug::lines,
    functions: Functions {
        separator: "::",
        adapter: '@',
        library: &["java.", "javax.", "jdk.", "sun.", "org.teavm.", "teavm", "witloom.", "wit."],
    },
};
