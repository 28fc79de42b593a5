//! A function where components meet, said as WIT says it.

use std::fmt;

use serde::{Deserialize, Serialize};
use witloom_bindgen::World;
use witloom_bindgen::model::{Function, FunctionKind, Key, Side};
use witloom_diag::Place;

/// One side of such a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seam {
    /// The component's name in the app.
    pub component: String,
    /// Whether the component exports the function; it imports it otherwise.
    pub is_exported: bool,
    /// The interface as the component names it; `None` for a function of the world itself.
    pub interface: Option<String>,
    /// The function's name in core modules: `get`, `[method]counter.add`.
    pub function: String,
    /// Whether it is an `async func`.
    pub is_async: bool,
    /// The line of WIT; without parameters as long as no WIT is known.
    pub wit: String,
    /// Where that line stands; what is kept for later builds leaves it out, since lines move.
    #[serde(skip_deserializing)]
    pub place: Option<Place>,
}

impl Seam {
    /// The function's WIT name: `shop:orders/rates#find`.
    pub fn name(&self) -> String {
        let function = plain(&self.function);
        self.interface.as_ref().map_or_else(|| function.to_owned(), |interface| format!("{interface}#{function}"))
    }

    /// `async func` or `func`.
    pub(super) fn kind(&self) -> &'static str {
        kind(self.is_async)
    }

    /// Takes line and place from the component's world, if that has the function.
    pub(super) fn locate(&mut self, world: &World) {
        let side = if self.is_exported { Side::Export } else { Side::Import };
        let is_meant = |key: &Key, full_name: &str| match &self.interface {
            Some(interface) => interface == full_name,
            None => *key == Key::Root,
        };
        let mut interfaces = world.side(side).filter(|interface| is_meant(&interface.key, &interface.full_name));
        let mut functions = interfaces.by_ref().flat_map(|interface| &interface.functions);
        if let Some(function) = functions.find(|function| function.core_name == self.function) {
            self.wit = line(world, function);
            self.place.clone_from(&function.place);
        }
    }

    /// The line before its parameters are known.
    pub(super) fn short(function: &str, is_async: bool) -> String {
        format!("{}: {}", plain(function), kind(is_async))
    }
}

impl fmt::Display for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.is_exported { "exports" } else { "imports" };
        write!(f, "`{}` {verb} ", self.component)?;
        match (&self.place, &self.interface) {
            (Some(place), _) => write!(f, "`{}` ({place})", self.wit),
            (None, Some(interface)) => write!(f, "`{}` of `{interface}`", self.wit),
            (None, None) => write!(f, "`{}`", self.wit),
        }
    }
}

fn kind(is_async: bool) -> &'static str {
    if is_async { "async func" } else { "func" }
}

/// `counter.add` for `[method]counter.add`.
fn plain(function: &str) -> &str {
    function.rsplit_once(']').map_or(function, |(_, name)| name)
}

/// A function as WIT writes it.
fn line(world: &World, function: &Function) -> String {
    // A method's first parameter is the resource around it.
    let shown = function.params.iter().skip(usize::from(matches!(function.kind, FunctionKind::Method(_))));
    let params: Vec<_> = shown.map(|param| format!("{}: {}", param.name, world.type_name(param.ty))).collect();
    let params = params.join(", ");
    let kind = kind(function.is_async);
    let result = function.result.map(|ty| format!(" -> {}", world.type_name(ty))).unwrap_or_default();
    match function.kind {
        FunctionKind::Constructor(_) => format!("constructor({params})"),
        FunctionKind::Static(_) => format!("{}: static {kind}({params}){result}", function.name),
        FunctionKind::Free | FunctionKind::Method(_) => format!("{}: {kind}({params}){result}", function.name),
    }
}
