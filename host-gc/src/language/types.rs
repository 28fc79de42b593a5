//! The guest's own types: one declaration per WIT type, by the table of `docs/gc.md`.

use std::collections::BTreeMap;

use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Function, TypeId, World};
use witloom_bindgen::plan::Plan;
use witloom_bindgen::{Namer, Writer};

use super::form::{Form, Number, labels};
use super::style::Style;

/// The text format reserves no names behind a `$`.
const NAMER: Namer = Namer { reserved: &[], escape: str::to_owned };

/// Whether WIT names neither the type nor a part of it.
fn is_structural(world: &World, ty: TypeId) -> bool {
    let ty = world.ty(ty);
    ty.name.is_none() && ty.kind.parts().into_iter().all(|part| is_structural(world, part))
}

/// Names and forms of all types that values of the script have.
#[derive(Debug)]
pub(super) struct Types<'a> {
    pub(super) world: &'a World,
    pub(super) plan: &'a Plan,
    pub(super) binding: &'a Binding,
    pub(super) style: Style,
    used: Vec<TypeId>,
    names: BTreeMap<TypeId, String>,
}

impl<'a> Types<'a> {
    pub(super) fn new(world: &'a World, (plan, binding): (&'a Plan, &'a Binding), style: Style) -> Self {
        let used = plan.used_types(world);
        let mut scope = NAMER.scope(["string", "bytes", "play"]);
        let mut names = BTreeMap::new();
        // The fixed parts of a guest know types by their structure, whatever a package calls its own.
        let (structural, named): (Vec<TypeId>, Vec<TypeId>) = used.iter().partition(|ty| is_structural(world, **ty));
        for ty in structural.iter().chain(&named) {
            let name = if *binding.node(*ty) == Node::Text {
                "string".to_owned()
            } else {
                // Commas and spaces end a name of the text format.
                scope.claim_exact(world.type_name(*ty).replace(", ", "|"))
            };
            names.insert(*ty, format!("${name}"));
        }
        Self { world, plan, binding, style, used, names }
    }

    /// Types, parts before wholes.
    pub(super) fn used(&self) -> &[TypeId] {
        &self.used
    }

    pub(super) fn form(&self, ty: TypeId) -> Form {
        Form::of(self.binding, ty)
    }

    /// The type's name, with its `$`.
    pub(super) fn name(&self, ty: TypeId) -> &str {
        self.names.get(&self.world.resolve_alias(ty)).expect("values have types that calls mention")
    }

    /// The subtype of a case.
    pub(super) fn case(&self, ty: TypeId, label: &str) -> String {
        format!("{}.{label}", self.name(ty))
    }

    /// Type of a parameter, result or local.
    pub(super) fn core(&self, ty: TypeId) -> String {
        match self.form(ty) {
            Form::Number(number) => number.core().to_owned(),
            Form::Handle => "externref".to_owned(),
            Form::String | Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) => {
                self.style.reference(self.name(ty))
            }
        }
    }

    /// Type of a field or element.
    fn storage(&self, ty: TypeId) -> String {
        match self.form(ty) {
            Form::Number(number) => number.storage().to_owned(),
            Form::String | Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) | Form::Handle => {
                self.core(ty)
            }
        }
    }

    /// How a field of this type is read: `struct.get` or an extending form of it.
    pub(super) fn get(&self, ty: TypeId) -> &'static str {
        match self.form(ty) {
            Form::Number(number) => number.extension(),
            Form::String | Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) | Form::Handle => "",
        }
    }

    /// Parameters and result of a function, each with a space before it.
    pub(super) fn signature(&self, function: &Function) -> String {
        let params = function.params.iter().map(|param| format!(" (param ${} {})", param.name, self.core(param.ty)));
        let result = function.result.map(|ty| format!(" (result {})", self.core(ty)));
        params.chain(result).collect()
    }

    /// All declarations.
    pub(super) fn declare(&self, w: &mut Writer) {
        w.line(format!("(type $string (array (mut {})))", self.style.unit()));
        for ty in &self.used {
            match self.form(*ty) {
                Form::Number(_) | Form::String | Form::Handle => {}
                Form::Numbers(element) => self.declare_numbers(w, *ty, element),
                Form::List(elem) => {
                    w.line(format!("(type {} (array (mut {})))", self.name(*ty), self.storage(elem)));
                }
                Form::Product(parts) => self.declare_product(w, *ty, &parts),
                Form::Sum(cases) => self.declare_sum(w, *ty, &cases),
            }
        }
    }

    fn declare_numbers(&self, w: &mut Writer, ty: TypeId, element: Number) {
        let storage = element.storage();
        let storage = if self.style.is_immutable(element) { storage.to_owned() } else { format!("(mut {storage})") };
        w.line(format!("(type {} (array {storage}))", self.name(ty)));
    }

    fn declare_product(&self, w: &mut Writer, ty: TypeId, parts: &[TypeId]) {
        w.block(format!("(type {} (struct", self.name(ty)), "))", |w| {
            for (part, label) in parts.iter().zip(labels(self.binding, ty)) {
                w.line(format!("(field ${label} {})", self.style.field(&self.storage(*part))));
            }
        });
    }

    fn declare_sum(&self, w: &mut Writer, ty: TypeId, cases: &[Option<TypeId>]) {
        let base = self.name(ty);
        w.block("(rec", ")", |w| {
            w.line(format!("(type {base} (sub (struct)))"));
            for (case, label) in cases.iter().zip(labels(self.binding, ty)) {
                let field = case.map(|payload| self.style.field(&self.storage(payload)));
                let field = field.map(|field| format!(" (field $value {field})")).unwrap_or_default();
                w.line(format!("(type {base}.{label} (sub final {base} (struct{field})))"));
            }
        });
    }
}
