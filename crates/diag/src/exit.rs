//! Exit codes of the `witloom` command.

use miette::Diagnostic;

/// What the process tells its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for was done.
    Success = 0,
    /// The user's input or code is at fault, or the guest failed.
    User = 1,
    /// The command line could not be understood.
    Usage = 2,
    /// `doctor` found problems.
    Doctor = 3,
    /// The matrix has a cell that no expectation explains.
    MatrixUnexpected = 100,
    /// A guest of the matrix could not be built.
    MatrixBuild = 101,
}

/// The exit code that fits an error, read off its code: block `00` is usage, everything else the user's.
pub fn exit_of(error: &dyn Diagnostic) -> Exit {
    match error.code() {
        Some(code) if code.to_string().starts_with("W00") => Exit::Usage,
        Some(_) | None => Exit::User,
    }
}
