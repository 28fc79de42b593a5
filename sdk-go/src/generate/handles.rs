//! Package `handles`: the intrinsics of every resource of the world, each imported once.

use witloom_bindgen::model::ResourceId;

use super::source::{COMPONENT, Source};
use super::types::Context;

/// The package's one file; `None` for worlds without resources.
pub(super) fn file(cx: &Context<'_>) -> Option<String> {
    if cx.world.resources.is_empty() {
        return None;
    }
    let mut src = Source::new(cx.names, cx.root, None);
    for resource in &cx.world.resources {
        intrinsics(cx, &mut src, resource.id);
    }
    let docs = ["// Package handles imports what the component model offers for each resource.".to_owned()];
    Some(src.finish_for(COMPONENT, "handles", &docs))
}

fn intrinsics(cx: &Context<'_>, src: &mut Source<'_>, id: ResourceId) {
    let plan = cx.plan.resource(id);
    let name = &cx.names.resource(id).handle;
    let module = &plan.module;
    let mut import = |verb: &str, core: &str, docs: &str, signature: &str| {
        src.w.comment(&format!("{verb}{name} {docs}"));
        src.w.line("//");
        src.w.line(format!("//go:wasmimport {module} {core}"));
        src.w.line(format!("func {verb}{name}{signature}"));
        src.w.gap();
    };
    import("Drop", &plan.drop, "drops a handle.", "(handle uint32)");
    if let Some(core) = &plan.new {
        import("New", core, "makes a handle of a representation.", "(rep uint32) uint32");
    }
    if let Some(core) = &plan.rep {
        import("Rep", core, "returns the representation behind a handle.", "(handle uint32) uint32");
    }
}
