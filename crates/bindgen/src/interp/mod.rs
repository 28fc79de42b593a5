//! Runs a plan over a byte buffer: the reference that generated code is compared against. A call runs by the program of
//! its [`Func`](crate::binding::Func), as in languages.
//!
//! [`Machine`] holds a linear memory with an allocator that remembers every live block, so that a wrong or
//! missing free is a [`Fault`] and not a slow leak. Values are [`Value`]s, core values [`CoreValue`]s.
//! Handles are opaque numbers: the machine records what happens to them ([`HandleEvent`]) and interprets
//! nothing. Strings are UTF-8.

mod call;
mod copy;
mod drive;
mod flat;
mod load;
mod memory;
mod store;
mod task;
mod value;

pub use call::{ExportCall, Host};
pub use copy::Buffer;
pub use drive::User;
pub use memory::Memory;
pub use task::{CallState, Callee, Ended, Task};
pub use value::{CoreValue, Value, of_type};

use thiserror::Error;

use crate::model::{ResourceId, TypeId, World};
use crate::plan::{EndKind, Plan};

/// What a plan may not do, or data that is not a value of its type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// A pointer outside of the memory, or not aligned.
    #[error("bad address {address:#x} for {size} bytes aligned to {align}")]
    Address {
        /// The address.
        address: u32,
        /// Bytes.
        size: u32,
        /// Alignment.
        align: u32,
    },
    /// A free of something that was not allocated like that.
    #[error("free of {address:#x} with {size} bytes aligned to {align}, which is not a live block")]
    Free {
        /// The address.
        address: u32,
        /// Bytes.
        size: u32,
        /// Alignment.
        align: u32,
    },
    /// A discriminant past the last case.
    #[error("discriminant {found} of {cases} cases")]
    Discriminant {
        /// What was found.
        found: u32,
        /// How many cases there are.
        cases: u32,
    },
    /// Not a Unicode scalar value.
    #[error("{0:#x} is not a char")]
    Char(u32),
    /// Not UTF-8.
    #[error("a string is not UTF-8")]
    Utf8,
    /// A Rust value that does not fit the type.
    #[error("a value does not fit type `{0}`")]
    Type(String),
    /// A plan that its own type does not allow, such as a flat form that is not there.
    #[error("the plan is inconsistent: {0}")]
    Plan(&'static str),
}

/// What happened to a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleEvent {
    /// Lifted or lowered, by the rules of [`HandleLift`](crate::plan::HandleLift) and
    /// [`HandleLower`](crate::plan::HandleLower).
    Crossed(ResourceId, u32),
    /// The readable end of a stream or future was lifted or lowered.
    EndCrossed(EndKind, u32),
    /// A borrow was dropped before the call returned.
    BorrowDropped(ResourceId, u32),
    /// Ownership left the guest.
    Transferred(ResourceId, u32),
    /// A readable end left the guest.
    EndTransferred(EndKind, u32),
    /// The callee never started: a handle or end that left is the guest's again.
    Restored(u32),
}

/// A guest's memory together with the plan that is run over it.
#[derive(Debug)]
pub struct Machine<'a> {
    world: &'a World,
    plan: &'a Plan,
    /// The linear memory.
    pub memory: Memory,
    /// What happened to handles so far.
    pub events: Vec<HandleEvent>,
    /// Blocks taken while lowering parameters of the current import.
    lowered: Vec<(u32, u32, u32)>,
}

impl<'a> Machine<'a> {
    /// A machine with an empty memory.
    pub fn new(world: &'a World, plan: &'a Plan) -> Self {
        Self { world, plan, memory: Memory::default(), events: Vec::new(), lowered: Vec::new() }
    }

    /// The world whose plan is run.
    pub fn world(&self) -> &'a World {
        self.world
    }

    fn misfit(&self, ty: TypeId) -> Fault {
        Fault::Type(self.world.type_name(ty))
    }

    fn take(&mut self, size: u32, align: u32) -> u32 {
        let address = self.memory.allocate(size, align);
        if size > 0 {
            self.lowered.push((address, size, align));
        }
        address
    }
}
