//! Calls of imported functions.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, FunctionKind, Side, TypeId};
use witloom_bindgen::plan::{Flat, Mem, Place, Which};

use super::calls::Site;
use super::flat::{Locals, java_core};
use super::load::get;
use super::{Glue, at};
use crate::decl::{signature, success};

impl Glue<'_> {
    /// The core imports.
    pub(super) fn raw(&self, w: &mut Writer) {
        for site in self.sites(Side::Import) {
            let params = site.call.params.iter().enumerate().map(|(n, core)| format!("{} c{n}", java_core(*core)));
            let params: Vec<String> = params.collect();
            let result = site.call.results.first().map_or("void", |core| java_core(*core));
            native(
                w,
                &site.call.core_module,
                &site.call.core_name,
                &format!("{result} {}({})", site.name, params.join(", ")),
            );
        }
        self.raw_resources(w);
    }

    /// A method per imported function.
    pub(super) fn imports(&self, w: &mut Writer) {
        for site in self.sites(Side::Import) {
            self.import(w, &site);
        }
        for resource in &self.types.world.resources {
            if resource.side == Side::Import {
                let name = &self.resource(resource.id).drop;
                w.gap();
                w.block(format!("public static void {name}(int handle) {{"), "}", |w| {
                    w.line(format!("Raw.{name}(handle);"));
                });
            }
        }
    }

    fn import(&self, w: &mut Writer, site: &Site<'_>) {
        let signature = signature(&self.types, site.interface, site.call.function);
        // Positions for names: a parameter's own could be one of the body's.
        let names: Vec<String> = (0..site.function.params.len()).map(|n| format!("p{n}")).collect();
        let typed = site.function.params.iter().zip(&names);
        let params: Vec<String> = typed.map(|(param, name)| format!("{} {name}", self.types.plain(param.ty))).collect();
        let constructs = matches!(site.function.kind, FunctionKind::Constructor(_));
        let result = if constructs { "Handle".to_owned() } else { signature.result };
        w.gap();
        let throws = signature.throws;
        w.block(format!("public static {result} {}({}){throws} {{", site.name, params.join(", ")), "}", |w| {
            if self.takes_memory(site) {
                w.line("int mark = Arena.mark();");
                w.line("try {");
                w.indented(|w| self.import_body(w, site, &names));
                w.line("} finally {");
                w.indented(|w| {
                    w.line("Arena.reset(mark);");
                    self.restore(w, site);
                });
                w.line("}");
            } else {
                self.import_body(w, site, &names);
            }
        });
    }

    fn takes_memory(&self, site: &Site<'_>) -> bool {
        let facts = |ty: TypeId| self.types.world.ty(ty).facts;
        site.call.param_area.is_some()
            || site.call.result_area.is_some()
            || site.function.params.iter().any(|param| facts(param.ty).has_heap || facts(param.ty).has_own)
    }

    fn moves(&self, site: &Site<'_>) -> bool {
        site.function.params.iter().any(|param| self.types.world.ty(param.ty).facts.has_own)
    }

    fn restore(&self, w: &mut Writer, site: &Site<'_>) {
        if self.moves(site) {
            w.line("Resource.restore();");
        }
    }

    fn import_body(&self, w: &mut Writer, site: &Site<'_>, names: &[String]) {
        if let Some(area) = site.call.param_area {
            w.line(format!("int parameters = Arena.take({}, {});", area.size, area.align));
        }
        let mut locals = Locals::default();
        let mut cores = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let Some((ty, place)) = site.place(Which::Param(index)) else { continue };
            if self.may_refuse(ty) {
                let param = &site.function.params[index].name;
                w.line(format!("Lower.subject = \"`{param}` of `{}`\";", site.spelled()));
            }
            match place {
                Place::Flat { .. } => cores.extend(self.lower(w, &mut locals, ty, name)),
                Place::Memory { offset, .. } => self.store(w, ty, "parameters", offset, name),
            }
        }
        if site.call.param_area.is_some() {
            cores.push("parameters".to_owned());
        }
        if let Some(area) = site.call.result_area {
            w.line(format!("int area = Arena.take({}, {});", area.size, area.align));
            cores.push("area".to_owned());
        }
        if self.moves(site) {
            w.line("Resource.sent();");
        }
        self.invoke(w, site, &cores);
    }

    /// Whether lowering a type can fail.
    pub(super) fn may_refuse(&self, ty: TypeId) -> bool {
        use witloom_bindgen::model::Prim;
        match self.types.as_prim(ty) {
            Some(prim) => matches!(prim, Prim::U8 | Prim::U16 | Prim::U32 | Prim::Char),
            None => true,
        }
    }

    fn invoke(&self, w: &mut Writer, site: &Site<'_>, cores: &[String]) {
        let call = format!("Raw.{}({})", site.name, cores.join(", "));
        let Some((ty, place)) = site.place(Which::Result) else {
            w.line(format!("{call};"));
            return;
        };
        match site.call.results.first() {
            Some(core) => w.line(format!("{} core = {call};", java_core(*core))),
            None => w.line(format!("{call};")),
        }
        match (self.outcome(ty), place) {
            (Some((ok, err)), place) => self.settle(w, site, ty, (ok, err), place),
            (None, Place::Memory { offset, .. }) => w.line(format!("return {};", self.load(ty, "area", offset))),
            (None, Place::Flat { .. }) => {
                let value = match site.function.kind {
                    FunctionKind::Constructor(_) => "Handle.own(core)".to_owned(),
                    FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                        self.lift(ty, &core_of(self.cores(ty)))
                    }
                };
                w.line(format!("return {value};"));
            }
        }
    }

    /// Returns the `ok` part or throws the `err` part.
    fn settle(
        &self,
        w: &mut Writer,
        site: &Site<'_>,
        ty: TypeId,
        (ok, err): (Option<TypeId>, Option<TypeId>),
        place: Place,
    ) {
        let part = |case: Option<TypeId>| case.map(|case| self.part(ty, case, place));
        let tag = match (self.mem(ty), place) {
            (Mem::Sum { tag, .. }, Place::Memory { .. }) => get(*tag, "area"),
            (_, _) => "core".to_owned(),
        };
        w.block(format!("if ({tag} != 0) {{"), "}", |w| {
            w.line(format!("throw new {}({});", self.thrown(site), part(err).unwrap_or_default()));
        });
        let constructs = matches!(site.function.kind, FunctionKind::Constructor(_));
        if let (true, Mem::Sum { payload, .. }) = (constructs, self.mem(ty)) {
            w.line(format!("return Handle.own(Mem.getS32({}));", at("area", *payload)));
        } else if let Some(value) = part(ok) {
            w.line(format!("return {value};"));
        }
        debug_assert_eq!(success(&self.types, site.function), ok, "the signature agrees");
    }

    /// The payload of a case of the result.
    fn part(&self, ty: TypeId, case: TypeId, place: Place) -> String {
        match (self.mem(ty), self.flat(ty), place) {
            (Mem::Sum { payload, .. }, _, Place::Memory { .. }) => self.load(case, "area", *payload),
            (_, Some(Flat::Sum { .. }), _) => self.lift(case, &[]),
            (_, _, _) => String::new(),
        }
    }
}

/// The one core value of a flat result.
fn core_of(cores: &[Core]) -> Vec<String> {
    cores.iter().take(1).map(|_| "core".to_owned()).collect()
}

/// A native method bound to a core import.
pub(super) fn native(w: &mut Writer, module: &str, name: &str, signature: &str) {
    w.gap();
    w.line(format!("@Import(module = \"{module}\", name = \"{name}\")"));
    w.line(format!("public static native {signature};"));
}
