//! `_world.py`: what the engine looks for, and what the user has to implement, as tables for the build.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Func, Node, VariantCase};
use witloom_bindgen::model::{FunctionKind, Interface, Key, ResourceId, Side, TypeId};

use super::{Bindings, Imports, head, node_of};
use crate::names::{engine_camel, engine_interface, engine_snake};
use crate::text::{self, bracketed, literal};

impl Bindings<'_> {
    /// The text of `_world.py`.
    pub(crate) fn tables(&self) -> String {
        let mut body = text::writer();
        self.published(&mut body);
        self.interfaces(&mut body);
        self.resources(&mut body);
        self.ends(&mut body);
        let body = body.finish();
        let code = head::mentions(&body);
        let mut imports = Imports::default();
        imports.add(".", "_build");
        imports.add_as("._shapes", "shapes", "shapes");
        imports.add_used(".", &head::MODULES, &code);
        imports.add_as(".", "_runtime", "_rt");
        imports.add_used("._build", &["Function"], &code);
        self.import_modules(&mut imports, &code);
        head::module("Tables about this world for the build.", &body, &imports)
    }

    /// The modules in which the engine looks for classes.
    fn published(&self, w: &mut Writer) {
        text::two_blank(w);
        w.line("def published() -> dict[str, dict[str, Any]]:");
        w.indented(|w| {
            w.line("\"\"\"Classes, where the engine looks for them.\"\"\"");
            w.block("return {", "}", |w| {
                let shared = ["Some", "Ok", "Err"].map(|name| format!("\"{name}\": _rt.{name}"));
                bracketed(w, "\"componentize_py_types\": {", &shared, "},");
                if self.is_concurrent() {
                    support(w);
                }
                w.line("\"wit_world.imports\": {},");
                w.line("\"wit_world.exports\": {},");
                let mut root = Vec::new();
                for interface in &self.world.interfaces {
                    let members = self.members(interface);
                    if interface.key == Key::Root {
                        root.extend(members);
                        continue;
                    }
                    let side = if interface.side == Side::Import { "imports" } else { "exports" };
                    let module = format!("wit_world.{side}.{}", engine_snake(&engine_interface(interface)));
                    bracketed(w, &format!("{}: {{", literal(&module)), &members, "},");
                }
                bracketed(w, "\"wit_world\": {", &root, "},");
            });
        });
    }

    /// The classes of one interface by the engine's names.
    fn members(&self, interface: &Interface) -> Vec<String> {
        let types = interface.types.iter().flat_map(|id| self.type_members(*id));
        let resources = interface.resources.iter().map(|id| {
            let name = engine_camel(&self.world.resource(*id).name);
            format!("{}: {}", literal(&name), self.names.resource_class(*id))
        });
        types.chain(resources).collect()
    }

    fn type_members(&self, id: TypeId) -> Vec<String> {
        let name = self.world.ty(id).name.as_ref().map(|n| engine_camel(&n.name));
        let (Some(name), Some(node)) = (name, node_of(self.world, &self.binding, id)) else { return Vec::new() };
        if let Node::Variant { cases, .. } = node {
            let member = |(case, class): (&VariantCase, String)| {
                format!("{}: {class}", literal(&format!("{name}_{}", engine_camel(&case.name))))
            };
            return cases.iter().zip(self.names.case_classes(id)).map(member).collect();
        }
        let made = match node.labels() {
            [] if matches!(node, Node::Record(_) | Node::Flags { .. }) => self.names.class_of(id),
            [] => return Vec::new(),
            _ if matches!(node, Node::Enum { .. }) => format!("_rt.by_number({})", self.names.class_of(id)),
            _ => format!("_rt.by_bits({})", self.names.class_of(id)),
        };
        vec![format!("{}: {made}", literal(&name))]
    }

    fn interfaces(&self, w: &mut Writer) {
        text::two_blank(w);
        w.line("def interfaces() -> list[_build.Interface]:");
        w.indented(|w| {
            w.line("\"\"\"Interfaces to implement.\"\"\"");
            list(w, |w| self.implemented().for_each(|interface| self.interface_entry(w, interface)));
        });
    }

    fn interface_entry(&self, w: &mut Writer, interface: &Interface) {
        let (protocol, wit) = match interface.key {
            Key::Root => ("WitWorld".to_owned(), self.world.name.clone()),
            Key::Inline(_) | Key::Package(..) => {
                (engine_camel(&engine_interface(interface)), interface.full_name.clone())
            }
        };
        let base = format!("{}.{}", self.names.alias(interface.id), self.names.base(interface.id));
        w.block("_build.Interface(", "),", |w| {
            w.line(format!("protocol={},", literal(&protocol)));
            w.line(format!("base={base},"));
            w.line(format!("glue=_exports.{},", self.glue_class(interface)));
            self.function_list(w, "functions", self.binding.free(interface.id));
            w.line(format!("wit={},", literal(&wit)));
        });
    }

    fn resources(&self, w: &mut Writer) {
        text::two_blank(w);
        w.line("def resources() -> list[_build.ResourceType]:");
        w.indented(|w| {
            w.line("\"\"\"Resources to implement.\"\"\"");
            list(w, |w| {
                for interface in self.world.side(Side::Export) {
                    interface.resources.iter().for_each(|id| self.resource_entry(w, interface, *id));
                }
            });
        });
    }

    fn resource_entry(&self, w: &mut Writer, interface: &Interface, id: ResourceId) {
        let resource = self.world.resource(id);
        let of = |wanted: fn(FunctionKind) -> bool| self.binding.members(id).filter(move |f| wanted(f.kind));
        let closes = self.binding.members(id).any(|f| f.name == "close" && f.receiver().is_some());
        w.block("_build.ResourceType(", "),", |w| {
            w.line(format!("module={},", literal(&engine_snake(&engine_interface(interface)))));
            w.line(format!("name={},", literal(&engine_camel(&resource.name))));
            w.line(format!("base={},", self.names.resource_class(id)));
            w.line(format!("factory=_exports.{},", self.factory_class(id)));
            self.function_list(w, "methods", of(|kind| matches!(kind, FunctionKind::Method(_))));
            self.function_list(w, "statics", of(|kind| matches!(kind, FunctionKind::Static(_))));
            match of(|kind| matches!(kind, FunctionKind::Constructor(_))).next() {
                Some(f) => bracketed(w, "constructor=Function(", &self.function_entry(f), "),"),
                None => w.line("constructor=None,"),
            }
            w.line(format!("close_is_wit={},", if closes { "True" } else { "False" }));
            w.line(format!("wit={},", literal(&format!("{}/{}", interface.full_name, resource.name))));
        });
    }

    fn function_list<'f>(&self, w: &mut Writer, key: &str, funcs: impl Iterator<Item = &'f Func>) {
        let mut funcs = funcs.peekable();
        if funcs.peek().is_none() {
            w.line(format!("{key}=[],"));
            return;
        }
        w.block(format!("{key}=["), "],", |w| {
            funcs.for_each(|f| bracketed(w, "Function(", &self.function_entry(f), "),"));
        });
    }

    fn function_entry(&self, f: &Func) -> [String; 3] {
        [literal(&self.names.of(f).name), f.arguments().len().to_string(), literal(&f.title)]
    }
}

/// Where the engine looks for what runs tasks.
fn support(w: &mut Writer) {
    let module = "componentize_py_async_support";
    let entry = |w: &mut Writer, module: &str, members: &[&str]| {
        let members: Vec<_> = members.iter().map(|member| (*member).to_owned()).collect();
        bracketed(w, &format!("{}: {{", literal(module)), &members, "},");
    };
    entry(w, module, &["\"callback\": _tasks.callback"]);
    let streams = ["\"ByteStreamReader\": _streams.stream_arrived", "\"StreamReader\": _streams.stream_arrived"];
    entry(w, &format!("{module}.streams"), &streams);
    entry(w, &format!("{module}.futures"), &["\"FutureReader\": _streams.future_arrived"]);
}

/// `return [ … ]`, or `return []`.
fn list(w: &mut Writer, entries: impl FnOnce(&mut Writer)) {
    let mut inner = text::writer();
    inner.indented(|inner| inner.indented(entries));
    let inner = inner.finish();
    if inner.is_empty() {
        w.line("return []");
    } else {
        w.line("return [");
        w.raw(&inner);
        w.line("]");
    }
}
