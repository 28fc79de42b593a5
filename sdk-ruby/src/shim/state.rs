//! The shim's own variables: one mutable `i32` global each.

/// A variable of the shim; its position is its global index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Var {
    /// 1 once Ruby runs and the user's files are loaded.
    Booted,
    /// 1 once Ruby knows that this instance has started.
    Awake,
    /// Slots of the running export's parameters.
    Args,
    /// Slots of an import's parameters.
    Out,
    /// Where an import's result goes.
    Result,
    /// Where Ruby puts an export's result.
    Return,
    /// What Ruby asks of the shim: pointers and lengths.
    Request,
    /// The receiver of dispatch calls.
    Receiver,
    /// A table of method ids, one for each export and those of the dispatcher itself.
    Methods,
    /// How many calls into Ruby are running.
    Depth,
    /// 1 while a handle of our own comes back and its destructor must not run.
    Swallow,
    /// Destructors that wait: pairs of export number and representation.
    Queue,
    /// How many wait.
    Waiting,
    /// How many the queue can hold.
    Room,
    /// 16 bytes for calls that take a small structure.
    Scratch,
    /// The copy of the blob.
    Blob,
    /// The archive's length.
    ArchiveLen,
}

/// All variables, in the order of their global indices.
pub(super) const VARS: &[Var] = &[
    Var::Booted,
    Var::Awake,
    Var::Args,
    Var::Out,
    Var::Result,
    Var::Return,
    Var::Request,
    Var::Receiver,
    Var::Methods,
    Var::Depth,
    Var::Swallow,
    Var::Queue,
    Var::Waiting,
    Var::Room,
    Var::Scratch,
    Var::Blob,
    Var::ArchiveLen,
];

impl Var {
    pub(super) fn index(self) -> u32 {
        self as u32
    }
}

/// The values of a shim's variables after it booted, to be the initial values of a snapshot's shim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State(Vec<i32>);

impl State {
    /// How many variables there are; the shim exports each as `state-N` when asked to.
    pub const LEN: usize = VARS.len();

    /// Takes the values read from a booted shim, in the order of the exports; the instance that starts from
    /// them is not awake yet.
    #[must_use]
    pub fn from_booted(mut values: Vec<i32>) -> State {
        debug_assert_eq!(values.len(), State::LEN);
        values[Var::Awake.index() as usize] = 0;
        State(values)
    }

    pub(super) fn fresh() -> State {
        State(vec![0; VARS.len()])
    }

    pub(super) fn values(&self) -> &[i32] {
        &self.0
    }
}
