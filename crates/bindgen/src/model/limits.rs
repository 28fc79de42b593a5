//! What WIT has and no language can have.

/// Something that WIT has and a language has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What it is, in the words of WIT.
    pub kind: &'static str,
    /// Why.
    pub why: &'static str,
}

/// What no language has, because the model has no form for it.
pub const LIMITS_OF_ALL: &[Limit] = &[
    Limit { kind: "`error-context`", why: "no runtime has it switched on" },
    Limit {
        kind: "`stream<char>`",
        why: "the component model keeps it back; use `stream<u8>` for UTF-8, or `stream<string>`",
    },
    Limit {
        kind: "streams and futures of borrowed handles",
        why: "a borrow ends with its call, before the stream does",
    },
    Limit { kind: "getters and setters", why: "new in WIT; no runtime has them" },
];

/// Why no language has a kind that the model has no form for.
pub(super) fn why_none(kind: &str) -> Option<&'static str> {
    LIMITS_OF_ALL.iter().find(|limit| limit.kind.trim_matches('`') == kind).map(|limit| limit.why)
}
