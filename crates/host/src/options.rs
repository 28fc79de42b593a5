//! What a guest may reach and use, and where its output goes.

use crate::grants::Grants;
use crate::limits::Limits;
use crate::output::Output;

/// How a guest is run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// What it may reach.
    pub grants: Grants,
    /// Where its output goes.
    pub output: Output,
    /// What it may use.
    pub limits: Limits,
}
