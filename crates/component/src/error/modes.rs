//! Core modules that lift and lower functions in another way than their world has them.

use miette::Diagnostic;
use thiserror::Error;

/// A core module that is asynchronous in another way than its world.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum ModeError {
    /// A synchronous function is lifted asynchronously.
    #[error("the core module exports `{export}`, but `{function}` of the world `{world}` is no `async func`")]
    #[diagnostic(code("W0207"), help("write `async func`{place}, or export it without the `{prefix}`"))]
    Lifted {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core export.
        export: String,
        /// What makes it an asynchronous one.
        prefix: String,
        /// ` in FILE:LINE:COLUMN`, or nothing.
        place: String,
    },
    /// A synchronous function is lowered asynchronously.
    #[error("the core module imports `{import}`, but `{function}` of the world `{world}` is no `async func`")]
    #[diagnostic(code("W0207"), help("write `async func`{place}, or import it without the `[async-lower]`"))]
    Lowered {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core import's name in its module.
        import: String,
        /// ` in FILE:LINE:COLUMN`, or nothing.
        place: String,
    },
    /// An asynchronous lift of the callback kind has no callback.
    #[error("the core module exports `{export}` of the world `{world}` without a callback")]
    #[diagnostic(
        code("W0208"),
        help(
            "export `[callback]{export}` as well, of the type `(i32, i32, i32) -> i32`: it takes the events that the function waits for"
        )
    )]
    NoCallback {
        /// The world's name.
        world: String,
        /// The core export.
        export: String,
    },
    /// A function is lifted twice.
    #[error("the core module exports `{function}` of the world `{world}` in {} ways: as {}", .exports.len(), super::list(.exports))]
    #[diagnostic(code("W0209"), help("keep one of them"))]
    Twice {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core exports.
        exports: Vec<String>,
    },
}
