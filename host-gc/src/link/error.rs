//! What can go wrong in the link pass.

use miette::Diagnostic;
use thiserror::Error;

/// A module that can't be linked.
#[derive(Debug, Error, Diagnostic)]
pub enum LinkError {
    /// The input is no module this pass can read.
    #[error("the file is no core WebAssembly module that can be linked: {cause}")]
    #[diagnostic(code("W2080"), help("give the `.wasm` file that the toolchain wrote, before any other step"))]
    Parse {
        /// What the parser said.
        cause: String,
    },
    /// An import that neither the world nor this pass knows.
    #[error("unknown import `{module}` `{name}`")]
    #[diagnostic(
        code("W2081"),
        help(
            "import only what the component's world declares; what the toolchain asks of a browser has no place here"
        )
    )]
    UnknownImport {
        /// The import's module.
        module: String,
        /// The import's name.
        name: String,
    },
    /// A service of the pass, imported with a type that it can't have.
    #[error("`{import}` can't have this type: {reason}")]
    #[diagnostic(
        code("W2082"),
        help("the module documentation of `witloom_host_gc::link` lists the services and their types")
    )]
    Service {
        /// The service.
        import: String,
        /// What is wrong with the type.
        reason: String,
    },
    /// The module provides one of its imports with another type.
    #[error("the module provides `{import}` with another type than it imports")]
    #[diagnostic(code("W2083"), help("give the provider the parameters and the result of the import"))]
    Provider {
        /// The import.
        import: String,
    },
    /// The module's memory is not one that can be defined here.
    #[error("the module's memory can't be linked: {reason}")]
    #[diagnostic(code("W2084"), help("a module needs at most one memory, 32 bits wide and not shared"))]
    Memory {
        /// What is wrong with it.
        reason: String,
    },
    /// The result is no valid module: a defect of this pass.
    #[error("the linked module is invalid: {cause}")]
    #[diagnostic(code("W2085"), help("this is a defect in witloom; please report it with the module"))]
    Invalid {
        /// What the validator said.
        cause: String,
    },
}
