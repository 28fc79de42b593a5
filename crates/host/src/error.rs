//! What can go wrong in the host, with codes W0401 and up.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::limits::Limit;
use crate::trap::report::{Evidence, TrapReport};

/// Anything the host refuses or fails at. Messages name the file or export; hints say what to do next.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum HostError {
    /// The bytes are no wasm file.
    #[error("`{name}` is not a WebAssembly file")]
    #[diagnostic(
        code("W0401"),
        help("a component starts with the bytes `00 61 73 6d 0d 00 01 00`; was the file written completely?")
    )]
    NotWasm {
        /// The file as the user knows it.
        name: String,
    },
    /// A file that can't be read.
    #[error("`{}` can't be read: {reason}", path.display())]
    #[diagnostic(code("W0422"), help("check the path and its permissions"))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A core module where a component is due.
    #[error("`{name}` is a core module, not a component")]
    #[diagnostic(
        code("W0402"),
        help(
            "make a component of it: list it in `witloom.toml` with `lang = \"wasm\"`, or encode it with `witloom gc bridge`"
        )
    )]
    CoreModule {
        /// The file as the user knows it.
        name: String,
    },
    /// A component of an old binary format.
    #[error("`{name}` is a component of an old, pre-standard format")]
    #[diagnostic(code("W0403"), help("build it again with a current toolchain"))]
    OldComponent {
        /// The file as the user knows it.
        name: String,
    },
    /// A component that does not validate or that the engine can't compile.
    #[error("`{name}` can't be compiled: {reason}")]
    #[diagnostic(code("W0404"), help("the file is damaged or uses a proposal that this engine doesn't run"))]
    Invalid {
        /// The file as the user knows it.
        name: String,
        /// The engine's words.
        reason: String,
    },
    /// Imports that nothing satisfies.
    #[error("nothing provides {}", listed(.imports))]
    #[diagnostic(code("W0405"), help("{}", .imports.first().map_or("", |i| i.remedy.as_str())))]
    MissingImports {
        /// All of them.
        imports: Vec<MissingImport>,
    },
    /// An import exists under that name but has another type.
    #[error("the imports of `{name}` don't fit what the host provides: {reason}")]
    #[diagnostic(code("W0406"), help("build the component again against the WIT files of the current WASI 0.2"))]
    ImportTypes {
        /// The component.
        name: String,
        /// The engine's words.
        reason: String,
    },
    /// No such export.
    #[error("there is no exported function `{wanted}`")]
    #[diagnostic(code("W0407"), help("{}", unknown_export_hint(.suggestion.as_deref(), .available)))]
    UnknownExport {
        /// What was asked for.
        wanted: String,
        /// The closest name.
        suggestion: Option<String>,
        /// Every exported function.
        available: Vec<String>,
    },
    /// A short name that several exports share.
    #[error("`{wanted}` is ambiguous: {} export it", candidates.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(" and "))]
    #[diagnostic(code("W0408"), help("name the interface too, as in `{}`", candidates.first().map_or("", String::as_str)))]
    AmbiguousExport {
        /// What was asked for.
        wanted: String,
        /// The exports that fit.
        candidates: Vec<String>,
    },
    /// Arguments of wrong number, type or syntax.
    #[error("the arguments don't fit `{function}`: {reason}")]
    #[diagnostic(
        code("W0409"),
        help("its signature is `{signature}`; values are written in WAVE, as in `f(1, \"x\", {{name: true}})`")
    )]
    Arguments {
        /// The export.
        function: String,
        /// What is wrong.
        reason: String,
        /// The expected parameters and results.
        signature: String,
    },
    /// A value that no call of a function could return.
    #[error("`{function}` can't return what is expected: {reason}")]
    #[diagnostic(code("W0461"), help("its signature is `{signature}`; values are written in WAVE"))]
    Expected {
        /// The export.
        function: String,
        /// What is wrong.
        reason: String,
        /// Its parameters and results.
        signature: String,
    },
    /// More names for handles than a result has.
    #[error("the result of `{function}` has {count} handles, and {names} names are given")]
    #[diagnostic(code("W0462"), help("`let` names the handles of a result in their order; leave the other names out"))]
    Handles {
        /// The export.
        function: String,
        /// How many names were given.
        names: usize,
        /// How many handles there are.
        count: usize,
    },
    /// A name that stands for no handle.
    #[error("there is no handle called `{name}`")]
    #[diagnostic(code("W0463"), help("{}", unknown_handle_hint(.known)))]
    UnknownHandle {
        /// The name.
        name: String,
        /// Names that do.
        known: Vec<String>,
    },
    /// A mock that can't answer the function that it is for.
    #[error("`{function}` can't be mocked so: {reason}")]
    #[diagnostic(
        code("W0464"),
        help("a mock is written as in `{{ call = 'price(\"tea\")', returns = 'ok(3)' }}`, with values in WAVE")
    )]
    Mock {
        /// The import.
        function: String,
        /// What is wrong.
        reason: String,
    },
    /// An export that can't be called from outside the app.
    #[error("`{function}` can't be called from the command line: {reason}")]
    #[diagnostic(code("W0410"), help("call it from another component, or export a function that takes plain values"))]
    NotInvocable {
        /// The export.
        function: String,
        /// Why.
        reason: String,
    },
    /// No `wasi:cli/run` among the exports.
    #[error("`{name}` is not a command: it doesn't export `wasi:cli/run`")]
    #[diagnostic(code("W0411"), help("{}", not_a_command_hint(.exports)))]
    NotACommand {
        /// The component.
        name: String,
        /// Functions that could be called instead.
        exports: Vec<String>,
    },
    /// No handler of HTTP requests among the exports.
    #[error(
        "`{name}` doesn't answer HTTP requests: it exports neither `wasi:http/incoming-handler` nor `wasi:http/handler`"
    )]
    #[diagnostic(
        code("W0412"),
        help(
            "`witloom serve` needs a component of the world `wasi:http/proxy` of WASI 0.2 or `wasi:http/service` of 0.3"
        )
    )]
    NotAProxy {
        /// The component.
        name: String,
    },
    /// The guest trapped.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Trap(Box<TrapReport>),
    /// The guest hit a limit.
    #[error("{limit}")]
    #[diagnostic(code("W0414"), help("{}", .limit.hint()))]
    Limit {
        /// Which one.
        limit: Limit,
        /// What the guest did or waited for when its time was over.
        #[source]
        evidence: Option<Evidence>,
    },
    /// A component cancelled a call of another one's function.
    #[error(
        "`{caller}` cancelled its call of `{function}` of `{callee}`, which can't be handed on between components that the host links"
    )]
    #[diagnostic(
        code("W0426"),
        help("compose the components: inside of one component a cancellation reaches who is called")
    )]
    GivenUp {
        /// Who called.
        caller: String,
        /// Who was called, and would go on.
        callee: String,
        /// The function, with its interface if it has one.
        function: String,
    },
    /// A granted folder that can't be opened.
    #[error("the folder `{}` can't be granted: {reason}", path.display())]
    #[diagnostic(code("W0415"), help("give an existing folder, as in `--dir HOST::GUEST`"))]
    Grant {
        /// The host's folder.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A file of certificates that can't be used.
    #[error("the authorities in `{}` can't be read: {reason}", path.display())]
    #[diagnostic(code("W0427"), help("give a file of certificates in PEM form, as in `--http-ca ca.pem`"))]
    Authorities {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A port that can't be listened on.
    #[error("can't listen on {address}: {reason}")]
    #[diagnostic(code("W0416"), help("choose another port, as in `--port 8081`; port 0 takes any free one"))]
    Bind {
        /// Where.
        address: String,
        /// The system's words.
        reason: String,
    },
    /// A folder of files for everyone that can't be used.
    #[error("can't serve the files in {}: {reason}", path.display())]
    #[diagnostic(code("W0430"), help("give an existing folder, as in `--static public`"))]
    PublicFolder {
        /// The folder.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A file for everyone that can't be read.
    #[error("can't read the file: {reason}")]
    #[diagnostic(code("W0431"), help("check its permissions"))]
    PublicFile {
        /// The system's words.
        reason: String,
    },
    /// The engine can't be set up.
    #[error("the wasm engine can't start: {reason}")]
    #[diagnostic(code("W0417"), help("see `witloom doctor`"))]
    Engine {
        /// Its words.
        reason: String,
    },
    /// Two components that don't fit each other.
    #[error("`{import}` can't be linked: {reason}")]
    #[diagnostic(code("W0418"), help("both components must be built against the same WIT"))]
    Link {
        /// The import.
        import: String,
        /// What is wrong.
        reason: String,
    },
    /// A call after a trap or a limit.
    #[error("the instance is dead: {reason}")]
    #[diagnostic(code("W0419"), help("make a new session"))]
    Dead {
        /// What killed it.
        reason: String,
    },
    /// A request that the guest didn't answer.
    #[error("the component gave no answer to the request: {reason}")]
    #[diagnostic(code("W0421"), help("set a response instead of an error, so that the client learns what went wrong"))]
    Response {
        /// What it did instead.
        reason: String,
    },
    /// A server's certificate or key that can't be used.
    #[error("`{}` can't be used for HTTPS: {reason}", .path.display())]
    #[diagnostic(
        code("W0428"),
        help(
            "both files are PEM; the key belongs to the first certificate, which comes before those of its authorities"
        )
    )]
    ServerTls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A request whose instance failed while it answered others too.
    #[error("its instance stopped: a request of {} that it answered at the same time failed, as told before", .others + 1)]
    #[diagnostic(
        code("W0429"),
        help(
            "`--instances` lets more instances work before requests share one, `--reuse 1` gives every request its own"
        )
    )]
    Neighbour {
        /// The other requests.
        others: usize,
    },
    /// A handler that returned and left its request without an answer.
    #[error("the component gave no answer to the request: it returned without one")]
    #[diagnostic(code("W0424"), help("set the response before the handler returns"))]
    NoAnswer,
    /// An answer whose body ended early.
    #[error("the component left the body of its answer unfinished, so the client was cut off")]
    #[diagnostic(
        code("W0425"),
        help(
            "finish the body after as many bytes as its Content-Length says if it has one: by `outgoing-body.finish` of \
             WASI 0.2, or by trailers of 0.3 that are no error"
        )
    )]
    UnfinishedBody,
    /// A component that an engine without concurrency can't run.
    #[error("`{name}` has {uses}, which this engine doesn't run")]
    #[diagnostic(code("W0423"), help("make the engine with `EngineOptions::concurrency`"))]
    NeedsConcurrency {
        /// The component.
        name: String,
        /// Async functions, streams and futures, and the interfaces of WASI 0.3 that have them.
        uses: String,
    },
    /// A limit that the engine was not set up for.
    #[error("this engine can't limit {what}")]
    #[diagnostic(code("W0420"), help("make the engine with `{option}`"))]
    LimitUnavailable {
        /// What was to be limited.
        what: &'static str,
        /// The option to set.
        option: &'static str,
    },
}

impl HostError {
    pub(crate) fn engine(error: impl std::fmt::Display) -> Self {
        Self::Engine { reason: format!("{error:#}") }
    }
}

/// An import that nothing satisfies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingImport {
    /// The interface or function as the component names it.
    pub name: String,
    /// What would satisfy it.
    pub remedy: String,
}

fn listed(imports: &[MissingImport]) -> String {
    imports.iter().map(|i| format!("`{}`", i.name)).collect::<Vec<_>>().join(", ")
}

fn unknown_export_hint(suggestion: Option<&str>, available: &[String]) -> String {
    match (suggestion, available) {
        (Some(name), _) => format!("did you mean `{name}`?"),
        (None, []) => "the component exports no functions".to_owned(),
        (None, names) => format!("it exports {}", quoted(names)),
    }
}

fn unknown_handle_hint(known: &[String]) -> String {
    match known {
        [] => "`let` names the handles of a result; passing one on as an owned handle ends its name".to_owned(),
        known => format!("there are {}", quoted(known)),
    }
}

fn not_a_command_hint(exports: &[String]) -> String {
    match exports {
        [] => "the component exports no functions".to_owned(),
        names if names.iter().any(|name| HANDLERS.iter().any(|handler| name.starts_with(handler))) => {
            "it answers HTTP requests: start it with `witloom serve`".to_owned()
        }
        names => format!("call one of its functions with `--invoke`: {}", quoted(names)),
    }
}

/// Interfaces by which a component answers HTTP requests.
pub(crate) const HANDLERS: [&str; 2] = ["wasi:http/incoming-handler@0.2.", "wasi:http/handler@0.3."];

/// At most eight names, each in backticks.
fn quoted(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text += &format!(" and {} more", names.len() - SHOWN);
    }
    text
}

/// Something that went wrong without changing the result.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[non_exhaustive]
pub enum Warning {
    /// Compiled code could not be kept.
    #[error("compiled code is not kept: {reason}")]
    #[diagnostic(
        code("W0450"),
        severity(Warning),
        help("check the cache folder's permissions and free space; without it every start compiles again")
    )]
    CacheUnusable {
        /// The system's words.
        reason: String,
    },
}
