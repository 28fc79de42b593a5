//! What can be wrong with a module or component that is to be bridged.

use miette::Diagnostic;
use thiserror::Error;
use witloom_diag::Unsupported;

/// Why a core module cannot be turned into a component.
#[derive(Debug, Error, Diagnostic)]
pub enum BridgeError {
    /// The bytes are no valid core module.
    #[error("the module is not valid: {message}")]
    #[diagnostic(
        code("W2000"),
        help("give a core module, in binary or text form, that uses no more than WebAssembly 3.0")
    )]
    Invalid {
        /// What the validator says.
        message: String,
    },
    /// A core type that does not fit the WIT type.
    #[error("{function}: {place} has core type `{actual}`, expected `{expected}`")]
    #[diagnostic(code("W2001"), help("the lowering table in docs/gc.md lists the core type of every WIT type"))]
    Mismatch {
        /// `import` or `export` and the function's full name.
        function: String,
        /// Which part of the signature: ``parameter `p`, field `x` ``.
        place: String,
        /// The core type that the table asks for.
        expected: String,
        /// The core type that the module has.
        actual: String,
    },
    /// Wrong number of parameters or results.
    #[error("{function}: the core function has {actual} {what}, expected {expected}")]
    #[diagnostic(code("W2002"), help("each WIT parameter is one core parameter, and a result is one core result"))]
    Arity {
        /// `import` or `export` and the function's full name.
        function: String,
        /// `parameters`, `results` or `fields in …`.
        what: String,
        /// How many WIT has.
        expected: usize,
        /// How many the module has.
        actual: usize,
    },
    /// The world exports something that the module does not.
    #[error("the module does not export `{name}`")]
    #[diagnostic(code("W2003"), help("the world exports it: export a function with exactly this name"))]
    MissingExport {
        /// Name of the core export.
        name: String,
    },
    /// The module imports something that the world does not have.
    #[error("the module imports {kind} `{module}` `{name}`, which the world does not offer")]
    #[diagnostic(code("W2004"), help("{hint}"))]
    UnknownImport {
        /// `function`, `memory`, …
        kind: &'static str,
        /// Import module.
        module: String,
        /// Import name.
        name: String,
        /// The closest name, or what is possible.
        hint: String,
    },
    /// A type or function that the bridge cannot carry.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unsupported(#[from] Unsupported),
    /// The cases of a variant can't be told from the module's types.
    #[error("{function}: {place} is a variant over type {base}, {reason}")]
    #[diagnostic(
        code("W2005"),
        help(
            "declare one subtype of the supertype for each case, in the order of WIT, or list them in a case manifest"
        )
    )]
    Cases {
        /// `import` or `export` and the function's full name.
        function: String,
        /// Which part of the signature.
        place: String,
        /// Index of the supertype.
        base: u32,
        /// What is wrong with its subtypes.
        reason: String,
    },
    /// The case manifest does not parse or names types that are not there.
    #[error("case manifest, line {line}: {message}")]
    #[diagnostic(code("W2006"), help("each line reads `supertype = case case …`, with type indices or `$names`"))]
    Manifest {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// An immutable array that can't be filled.
    #[error("{function}: {place} is the immutable array type {index}, which {reason}")]
    #[diagnostic(
        code("W2007"),
        help("declare the array with `(mut …)`: a sequence of core instructions can't fill an immutable array")
    )]
    Immutable {
        /// `import` or `export` and the function's full name.
        function: String,
        /// Which part of the signature.
        place: String,
        /// Index of the array type.
        index: u32,
        /// Why the usual technique does not apply.
        reason: &'static str,
    },
    /// The intrinsics of a resource don't fit together.
    #[error("resource `{resource}`: {message}")]
    #[diagnostic(
        code("W2008"),
        help("handles are `externref`; a representation has one type, `i32` or a reference, in all intrinsics")
    )]
    Resource {
        /// Name in WIT.
        resource: String,
        /// What is wrong.
        message: String,
    },
    /// The bridged module can't be encoded as a component.
    #[error("cannot encode the component: {message}")]
    #[diagnostic(code("W2009"))]
    Encode {
        /// What the encoder says.
        message: String,
    },
}

/// Why a component cannot be lowered to the linear ABI.
#[derive(Debug, Error, Diagnostic)]
pub enum LowerError {
    /// The bytes are no valid component, with the `gc` option allowed.
    #[error("the component is not valid: {message}")]
    #[diagnostic(code("W2020"), help("give a component that passes validation with the GC feature on"))]
    Invalid {
        /// What the validator says.
        message: String,
    },
    /// Something in the component that can't be rewritten.
    #[error("{what} cannot be lowered: {reason}")]
    #[diagnostic(code("W2021"), help("docs/gc.md lists what `gc lower` covers"))]
    Refused {
        /// Which canonical function.
        what: String,
        /// Why.
        reason: String,
    },
    /// The GC types of a canonical function don't fit its component type.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bridge(#[from] BridgeError),
}

/// Results of the bridge.
pub(crate) type Result<T, E = BridgeError> = std::result::Result<T, E>;

/// Turns an error of the parser or validator into ours.
pub(crate) fn invalid(error: impl std::fmt::Display) -> BridgeError {
    BridgeError::Invalid { message: error.to_string() }
}
