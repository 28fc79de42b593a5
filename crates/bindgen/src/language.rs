//! What a language must offer: bindings for a world.

use std::collections::BTreeMap;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;
use witloom_diag::Unsupported;

use crate::model::{Limit, Support, World};
use crate::plan::Modes;
use crate::text::FileSet;

/// Choices that every generator understands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of the component in `witloom.toml`; the world's name where there is none.
    pub component: Option<String>,
    /// The component's folder, for languages whose bindings depend on files of the user's (a module path).
    pub folder: Option<PathBuf>,
    /// The component's `[components.NAME.options]`: free-form, each language documents its own.
    pub settings: BTreeMap<String, String>,
}

/// A language that bindings can be generated for.
///
/// Implementations are stateless: the same world and options give the same bytes.
pub trait Language: Send + Sync {
    /// Short name, as in `lang = "go"`.
    fn id(&self) -> &'static str;

    /// What it has a form for, beyond what every language has.
    fn support(&self) -> Support;

    /// Why it has no form for the kinds that [`Language::support`] lacks, and what [`Language::accept`] and
    /// [`Language::generate`] refuse beyond kinds. [`limits`] puts both together.
    fn reasons(&self) -> &'static [Limit] {
        &[]
    }

    /// How async functions are lifted and lowered, of the languages that support them.
    fn modes(&self) -> Modes {
        Modes::default()
    }

    /// Fails on the first part of the world that it has no form for, with the WIT line.
    fn accept(&self, world: &World) -> Result<(), Unsupported> {
        world.refuse_beyond(self.id(), self.support())
    }

    /// The bindings, by path relative to the component's folder, all beneath `gen/`.
    fn generate(&self, world: &World, options: &Options) -> Result<FileSet, GenerateError>;
}

/// All that a language refuses, beyond [`LIMITS_OF_ALL`]: what `witloom doctor` and the page of what is supported say.
pub fn limits(language: &dyn Language) -> Vec<Limit> {
    let (reasons, lacking) = (language.reasons(), language.support().lacking());
    let because = |kind: &'static str| {
        let given = reasons.iter().find(|limit| limit.kind == kind).copied();
        given.unwrap_or(Limit { kind, why: "it has no form for it yet" })
    };
    let others = reasons.iter().filter(|limit| !Support::default().lacking().contains(&limit.kind));
    lacking.into_iter().map(because).chain(others.copied()).collect()
}

/// Why bindings can't be generated.
#[derive(Debug, Error, Diagnostic)]
pub enum GenerateError {
    /// The world uses something that the language does not support yet.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unsupported(#[from] Unsupported),
    /// The world can't be expressed in the language.
    #[error("{message}")]
    #[diagnostic(code("W0111"))]
    Language {
        /// Why.
        message: String,
        /// What to do.
        #[help]
        hint: Option<String>,
    },
}
