//! Core functions of resources, and the tables of our own objects.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Resource, ResourceId, Side};

use super::imports::native;
use super::{Glue, with_block};
use crate::names::ResourceGlue;

impl Glue<'_> {
    fn own(&self) -> impl Iterator<Item = &Resource> {
        self.types.world.resources.iter().filter(|resource| resource.side == Side::Export)
    }

    /// The names around a resource.
    pub(super) fn resource(&self, id: ResourceId) -> &ResourceGlue {
        self.types.names.resource_glue(id)
    }

    /// `resource.new`, `resource.rep` and `resource.drop`.
    pub(super) fn raw_resources(&self, w: &mut Writer) {
        for resource in &self.types.world.resources {
            let plan = self.plan.resource(resource.id);
            let ResourceGlue { drop, make, rep, .. } = self.resource(resource.id);
            native(w, &plan.module, &plan.drop, &format!("void {drop}(int handle)"));
            if let Some(name) = &plan.new {
                native(w, &plan.module, name, &format!("int {make}(int rep)"));
            }
            if let Some(name) = &plan.rep {
                native(w, &plan.module, name, &format!("int {rep}(int handle)"));
            }
        }
    }

    /// One table per exported resource, and the ways in and out.
    pub(super) fn tables(&self, w: &mut Writer) {
        for resource in self.own() {
            let ResourceGlue { table, field, drop, rep, .. } = self.resource(resource.id);
            let java = self.types.resource(resource.id);
            w.gap();
            w.line(format!("public static final Objects<{java}> {field} = new Objects<>(\"{}\");", resource.name));
            w.gap();
            w.line("/** A handle for an object that is handed out. */");
            w.block(format!("public static int hand{table}({java} object) {{"), "}", |w| {
                self.hand(w, resource.id);
            });
            w.gap();
            w.line("/** The object behind a handle that comes back. */");
            w.block(format!("public static {java} reclaim{table}(int handle) {{"), "}", |w| {
                w.line(format!("{java} object = {field}.remove(Raw.{rep}(handle));"));
                w.line(format!("Raw.{drop}(handle);"));
                w.line("return object;");
            });
        }
    }

    /// Makes a handle of `object`. Where the call may not come about, or be cancelled, it may have to come back.
    fn hand(&self, w: &mut Writer, id: ResourceId) {
        let ResourceGlue { table, field, drop, make, .. } = self.resource(id);
        let made = format!("Raw.{make}({field}.add(object));");
        if !self.has_tasks() {
            return w.line(format!("return {made}"));
        }
        w.line(format!("int handle = {made}"));
        with_block(w, "Tasks.handed", &[], "wanted", |w| {
            w.block("if (wanted) {", "} else {", |w| w.line(format!("reclaim{table}(handle);")));
            w.indented(|w| w.line(format!("Raw.{drop}(handle);")));
            w.line("}");
        });
        w.line("return handle;");
    }

    /// What runs when the last handle of one of our objects is dropped.
    pub(super) fn destructors(&self, w: &mut Writer) {
        for resource in self.own() {
            let Some(name) = &self.plan.resource(resource.id).dtor else { continue };
            w.gap();
            w.line(format!("@Export(name = \"{name}\")"));
            w.block(format!("public static void {}(int rep) {{", self.resource(resource.id).close), "}", |w| {
                w.line("try {");
                w.indented(|w| {
                    let destroy = format!("Tables.{}.destroy(rep);", self.resource(resource.id).field);
                    let around = if self.has_tasks() { ("Tasks.fix();", "Tasks.loosen();") } else { ("", "") };
                    let lines = [around.0, &destroy, around.1, "Trap.flush();"];
                    lines.into_iter().filter(|line| !line.is_empty()).for_each(|line| w.line(line));
                });
                w.block("} catch (Throwable problem) {", "}", |w| {
                    w.line(format!("Trap.report(\"{name}\", problem);"));
                });
            });
        }
    }
}
