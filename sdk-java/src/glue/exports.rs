//! Core exports: they lift the parameters, call the user's object, and lower the result.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, FunctionKind, Side, TypeId};
use witloom_bindgen::plan::{Mem, Place, Which};

use super::calls::Site;
use super::flat::{Locals, java_core};
use super::store::put;
use super::{Glue, at};
use crate::decl::success;

impl Glue<'_> {
    /// A core export per exported function.
    pub(super) fn exports(&self, w: &mut Writer) {
        for site in self.sites(Side::Export) {
            self.export(w, &site);
            if let Some(post) = &site.call.post_return {
                w.gap();
                w.line(format!("@Export(name = \"{}\")", post.core_name));
                let post = self.types.names.post(site.interface.id, site.call.function);
                w.block(format!("public static void {post}(int area) {{"), "}", |w| w.line("Arena.clear();"));
            }
        }
        self.destructors(w);
    }

    fn export(&self, w: &mut Writer, site: &Site<'_>) {
        let result = site.call.results.first().copied();
        let java = result.map_or("void", java_core);
        let params = site.call.params.iter().enumerate().map(|(n, core)| format!("{} c{n}", java_core(*core)));
        let params: Vec<String> = params.collect();
        w.gap();
        w.line(format!("@Export(name = \"{}\")", site.call.core_name));
        w.block(format!("public static {java} {}({}) {{", site.name, params.join(", ")), "}", |w| {
            let borrows = self.borrows(site);
            if borrows {
                w.line("Resource borrows = Resource.borrows();");
            }
            w.line("try {");
            w.indented(|w| {
                if borrows {
                    w.line("try {");
                    w.indented(|w| self.export_body(w, site));
                    w.block("} finally {", "}", |w| w.line("Resource.dropBorrows(borrows);"));
                } else {
                    self.export_body(w, site);
                }
            });
            w.block("} catch (Throwable problem) {", "}", |w| {
                w.line(format!("Trap.report(\"{}\", problem);", site.spelled()));
                if result.is_some() {
                    w.line("return 0;");
                }
            });
        });
    }

    fn borrows(&self, site: &Site<'_>) -> bool {
        site.function.params.iter().any(|param| self.types.world.ty(param.ty).facts.has_imported_borrow)
    }

    fn export_body(&self, w: &mut Writer, site: &Site<'_>) {
        let mut names = Vec::new();
        for index in 0..site.function.params.len() {
            let Some((ty, place)) = site.place(Which::Param(index)) else { continue };
            let name = format!("p{index}");
            let value = match place {
                Place::Flat { first } => {
                    let count = self.cores(ty).len();
                    let cores: Vec<String> =
                        (first as usize..first as usize + count).map(|n| format!("c{n}")).collect();
                    self.lift(ty, &cores)
                }
                Place::Memory { offset, .. } => self.load(ty, "c0", offset),
            };
            w.line(format!("{} {name} = {value};", self.types.plain(ty)));
            names.push(name);
        }
        let heap = site.function.params.iter().any(|param| self.types.world.ty(param.ty).facts.has_heap);
        if heap || site.call.param_area.is_some() {
            // Everything is copied: the caller's blocks can be used again.
            w.line("Arena.clear();");
        }
        let call = self.user_call(site, &names);
        match (site.place(Which::Result), site.function.result.and_then(|ty| self.outcome(ty))) {
            (None, _) => {
                w.line(format!("{call};"));
                w.line("Trap.flush();");
            }
            (Some((ty, place)), None) => {
                w.line(format!("{} result = {call};", self.types.plain(ty)));
                self.answer(w, site, ty, place);
            }
            (Some((ty, place)), Some(parts)) => self.outcomes(w, site, (ty, place), parts, &call),
        }
    }

    fn user_call(&self, site: &Site<'_>, names: &[String]) -> String {
        let method = self.types.names.function(site.interface.id, site.call.function);
        let slot = &self.types.names.class(site.interface.id).slot;
        match (site.function.kind, names) {
            (FunctionKind::Method(_), [receiver, arguments @ ..]) => {
                format!("{receiver}.{method}({})", arguments.join(", "))
            }
            (_, names) => format!("Wiring.{slot}().{method}({})", names.join(", ")),
        }
    }

    /// Lowers `result` and returns.
    fn answer(&self, w: &mut Writer, site: &Site<'_>, ty: TypeId, place: Place) {
        w.line("Trap.flush();");
        self.name_result(w, site);
        match place {
            Place::Memory { offset, .. } => {
                self.area(w, site);
                self.store(w, ty, "area", offset, "result");
                self.sent(w, site);
                w.line("return area;");
            }
            Place::Flat { .. } => {
                let cores = self.lower(w, &mut Locals::default(), ty, "result");
                self.sent(w, site);
                w.line(format!("return {};", cores.first().map_or("0", String::as_str)));
            }
        }
    }

    /// What the result gives away is the caller's from here on.
    fn sent(&self, w: &mut Writer, site: &Site<'_>) {
        if site.function.result.is_some_and(|ty| self.types.world.ty(ty).facts.has_own) {
            w.line("Resource.sent();");
        }
    }

    fn name_result(&self, w: &mut Writer, site: &Site<'_>) {
        if site.function.result.is_some_and(|ty| self.may_refuse(ty)) {
            w.line(format!("Lower.subject = \"result of `{}`\";", site.spelled()));
        }
    }

    fn area(&self, w: &mut Writer, site: &Site<'_>) {
        if let Some(area) = site.call.result_area {
            w.line(format!("int area = Arena.take({}, {});", area.size, area.align));
        }
    }

    /// The declared exception becomes the `err` case.
    fn outcomes(
        &self,
        w: &mut Writer,
        site: &Site<'_>,
        (ty, place): (TypeId, Place),
        (ok, err): (Option<TypeId>, Option<TypeId>),
        call: &str,
    ) {
        let value = success(&self.types, site.function).map(|ty| self.types.plain(ty));
        if let Some(java) = &value {
            w.line(format!("{java} result;"));
        }
        w.line("try {");
        w.indented(|w| w.line(if value.is_some() { format!("result = {call};") } else { format!("{call};") }));
        w.block(format!("}} catch ({} error) {{", self.thrown(site)), "}", |w| {
            self.settle_export(w, site, (ty, place), 1, err.map(|ty| (ty, "error.value()")));
        });
        self.settle_export(w, site, (ty, place), 0, ok.map(|ty| (ty, "result")));
    }

    fn settle_export(
        &self,
        w: &mut Writer,
        site: &Site<'_>,
        (ty, place): (TypeId, Place),
        number: u32,
        value: Option<(TypeId, &str)>,
    ) {
        w.line("Trap.flush();");
        match (self.mem(ty), place) {
            (Mem::Sum { tag, payload, .. }, Place::Memory { .. }) => {
                self.name_result(w, site);
                self.area(w, site);
                w.line(put(*tag, "area", &number.to_string()));
                if let Some((ty, value)) = value {
                    self.store(w, ty, &at("area", 0), *payload, value);
                    self.sent(w, site);
                }
                w.line("return area;");
            }
            (_, _) => w.line(format!("return {number};")),
        }
        debug_assert!(matches!(site.call.results.first(), Some(Core::I32)), "a result has a discriminant");
    }
}
