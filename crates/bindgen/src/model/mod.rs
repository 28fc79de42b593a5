//! The model: one world as generators see it.
//!
//! [`World`] is built from a resolved WIT package by [`World::from_wit`]. Everything is interned: interfaces,
//! types, resources and functions are referred to by small ids, and a structural type such as
//! `list<string>` exists once. The model is *nominal per side*: an interface that the world both imports and
//! exports exists twice, each with types of its own, because the component model treats them as different.
//!
//! The model knows what the canonical ABI says about a type (layout, flat core types) but not how a value
//! is moved; that is the [plan](crate::plan). It holds what no plan covers (error contexts, …) as
//! [`Kind::Unsupported`]; [`World::refuse_beyond`] turns these into errors, and what a language has no form for (see
//! [`Support`]) as well.

mod build;
mod facts;
mod limits;
mod namesakes;
mod nominal;
mod print;
mod types;

pub use types::{
    Case, Docs, Field, Function, FunctionKind, Interface, InterfaceId, Key, Kind, Label, MapKind, PackageId, Param,
    Prim, Resource, ResourceId, Side, Type, TypeId, TypeName,
};

pub use facts::{Core, Facts, Layout, Support};
pub use limits::{LIMITS_OF_ALL, Limit};
pub use namesakes::Namesakes;
pub use nominal::Nominal;

use std::sync::Arc;

use witloom_diag::Unsupported;

use crate::wit::{Wit, WitError};

/// A world: what a component imports and exports.
#[derive(Debug, Clone)]
pub struct World {
    /// Full name, `namespace:package/world@version`.
    pub name: String,
    /// Short name, `world`.
    pub short_name: String,
    /// The package that defines it.
    pub package: PackageId,
    /// Documentation of the world.
    pub docs: Docs,
    /// Imported interfaces first, then exported ones; the functions and types that stand in the world itself
    /// form interfaces of their own ([`Key::Root`]).
    pub interfaces: Vec<Interface>,
    /// Every type that an interface defines or a function mentions; children come before their parents.
    pub types: Vec<Type>,
    /// Every resource.
    pub resources: Vec<Resource>,
    /// The package it came from, for embedding in a core module; its ids are not the model's.
    pub wit: Arc<Wit>,
    /// The world's id in [`World::wit`].
    pub world_id: wit_parser::WorldId,
}

impl World {
    /// Builds the model of one world of a WIT package.
    ///
    /// `name` is the short or full name of a world; without one the package must have a single world.
    pub fn from_wit(wit: &Arc<Wit>, name: Option<&str>) -> Result<Self, WitError> {
        build::world(wit, name)
    }

    /// The parser's view of the package, before types were made nominal.
    pub fn resolve(&self) -> &wit_parser::Resolve {
        self.wit.resolve()
    }

    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.index()]
    }

    /// The interface with this id.
    pub fn interface(&self, id: InterfaceId) -> &Interface {
        &self.interfaces[id.index()]
    }

    /// The resource with this id.
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.index()]
    }

    /// Interfaces of one side, in order.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Interface> {
        self.interfaces.iter().filter(move |i| i.side == side)
    }

    /// The name of a type as WIT would write it: `point`, `list<string>`, `borrow<counter>`.
    pub fn type_name(&self, id: TypeId) -> String {
        print::type_name(self, id)
    }

    /// The type behind any chain of aliases.
    pub fn resolve_alias(&self, mut id: TypeId) -> TypeId {
        while let Kind::Alias(target) = self.ty(id).kind {
            id = target;
        }
        id
    }

    /// What a type is behind any chain of aliases.
    pub fn kind(&self, id: TypeId) -> &Kind {
        &self.ty(self.resolve_alias(id)).kind
    }

    /// Whether a side has async functions.
    pub fn has_async_functions(&self, side: Side) -> bool {
        self.side(side).any(|interface| interface.functions.iter().any(|function| function.is_async))
    }

    /// Whether functions are async, or mention streams or futures: such a component needs an engine and a runtime with
    /// tasks.
    pub fn is_concurrent(&self) -> bool {
        let mut functions = self.interfaces.iter().flat_map(|interface| &interface.functions);
        functions.any(|function| function.is_async || !function.ends.is_empty())
    }

    /// The `wasi:http/handler` of WASI 0.3 that the world exports, and the imported `types` of requests and responses
    /// that it comes with.
    pub fn http_handler(&self) -> Option<(&Interface, &Interface)> {
        let handler = self.side(Side::Export).find(|found| found.full_name.starts_with("wasi:http/handler@0.3."))?;
        let types = handler.full_name.replace("/handler@", "/types@");
        Some((handler, self.side(Side::Import).find(|found| found.full_name == types)?))
    }

    /// The `wasi:http/incoming-handler` of WASI 0.2 that the world exports, with the imported `types` of requests and
    /// responses, and the `streams` of their bodies; `None` where an app's own `wasi:http` lacks some of what languages'
    /// forms of a handler call, and where a handler of 0.3 answers.
    pub fn http_incoming_handler(&self) -> Option<(&Interface, &Interface, &Interface)> {
        const CALLED: &[&str] = &[
            "[static]fields.from-list",
            "[method]fields.entries",
            "[method]incoming-request.method",
            "[method]incoming-request.path-with-query",
            "[method]incoming-request.scheme",
            "[method]incoming-request.authority",
            "[method]incoming-request.headers",
            "[method]incoming-request.consume",
            "[method]incoming-body.stream",
            "[static]incoming-body.finish",
            "[method]future-trailers.subscribe",
            "[method]future-trailers.get",
            "[constructor]outgoing-response",
            "[method]outgoing-response.set-status-code",
            "[method]outgoing-response.body",
            "[method]outgoing-body.write",
            "[static]outgoing-body.finish",
            "[static]response-outparam.set",
            "http-error-code",
        ];
        if self.http_handler().is_some() {
            return None;
        }
        let old = "wasi:http/incoming-handler@0.2.";
        let handler = self.side(Side::Export).find(|found| found.full_name.starts_with(old))?;
        let version = handler.full_name.rsplit('@').next().unwrap_or_default();
        let imported =
            |name: &str| self.side(Side::Import).find(|found| found.full_name == format!("{name}@{version}"));
        let (types, streams) = (imported("wasi:http/types")?, imported("wasi:io/streams")?);
        types.has_functions(CALLED).then_some((handler, types, streams))
    }

    /// What to do about a language's own form of a handler in a world that has no place for it; nothing where it has.
    pub fn lacks_http_handler(&self) -> Option<&'static str> {
        if self.http_handler().is_some() || self.http_incoming_handler().is_some() {
            return None;
        }
        let is_old = |interface: &Interface| interface.full_name.starts_with("wasi:http/incoming-handler@");
        Some(if self.side(Side::Export).any(is_old) {
            "frameworks and their kind answer `wasi:http/handler@0.3.0`: export that, or implement the world's \
             `incoming-handler` of WASI 0.2 as it stands in WIT"
        } else {
            "frameworks and their kind answer `wasi:http/handler`: add `export wasi:http/handler@0.3.0;` to the world"
        })
    }

    /// The `wasi:http/client` of WASI 0.3 that the world imports, and the `types` of requests and responses that it comes
    /// with; `None` where an app's own `wasi:http` lacks some of what languages' clients call.
    pub fn http_client(&self) -> Option<(&Interface, &Interface)> {
        const CALLED: &[&str] = &[
            "[static]fields.from-list",
            "[method]fields.copy-all",
            "[static]request.new",
            "[method]request.set-authority",
            "[method]request.set-method",
            "[method]request.set-path-with-query",
            "[method]request.set-scheme",
            "[constructor]request-options",
            "[method]request-options.set-connect-timeout",
            "[method]request-options.set-first-byte-timeout",
            "[method]request-options.set-between-bytes-timeout",
            "[method]response.get-headers",
            "[method]response.get-status-code",
            "[static]response.consume-body",
        ];
        let client = self.side(Side::Import).find(|found| found.full_name.starts_with("wasi:http/client@0.3."))?;
        let types = client.full_name.replace("/client@", "/types@");
        let types = self.side(Side::Import).find(|found| found.full_name == types)?;
        (client.has_functions(&["send"]) && types.has_functions(CALLED)).then_some((client, types))
    }

    /// Fails on the first part of the world that a language with this support has no form for, naming `lang` and
    /// the WIT line.
    pub fn refuse_beyond(&self, lang: &str, support: Support) -> Result<(), Unsupported> {
        self.unsupported(lang, support).into_iter().next().map_or(Ok(()), Err)
    }

    /// Every part of the world that a language with this support has no form for.
    pub fn unsupported(&self, lang: &str, support: Support) -> Vec<Unsupported> {
        facts::unsupported(self, lang, support)
    }
}
