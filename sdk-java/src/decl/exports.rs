//! Exported interfaces: an interface that the user implements, with its resources and types nested in it.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{FunctionKind, Interface, Key, ResourceId};

use super::{Signature, docs, nested, signature};
use crate::types::Types;

/// The interface of an exported interface.
pub(super) fn write(w: &mut Writer, types: &Types<'_>, interface: &Interface) {
    let class = types.names.class(interface.id);
    let note = match interface.key {
        Key::Root => {
            format!(
                "Implement this in a public class to export what the world {{@code {}}} does.",
                types.world.short_name
            )
        }
        Key::Inline(_) | Key::Package(..) => {
            format!("Implement this in a public class to export {{@code {}}}.", interface.full_name)
        }
    };
    docs(w, interface.docs.as_deref(), &[note]);
    w.block(format!("public interface {} {{", class.name), "}", |w| {
        let mut first = true;
        for (index, function) in interface.functions.iter().enumerate() {
            if !matches!(function.kind, FunctionKind::Method(_)) {
                if !std::mem::take(&mut first) {
                    w.gap();
                }
                method(w, types, interface, index);
            }
        }
        for &id in &interface.resources {
            w.gap();
            resource(w, types, interface, id);
        }
        nested::write(w, types, interface);
    });
}

fn resource(w: &mut Writer, types: &Types<'_>, interface: &Interface, id: ResourceId) {
    let resource = types.world.resource(id);
    let note = "An object that is returned belongs to the caller until it comes back or is dropped.".to_owned();
    docs(w, resource.docs.as_deref(), &[note]);
    // `close` may throw what it likes, an InterruptedException included, of which javac would warn.
    w.line("@SuppressWarnings(\"try\")");
    w.block(format!("interface {} extends AutoCloseable {{", types.names.resource(id)), "}", |w| {
        for (index, function) in interface.functions.iter().enumerate() {
            if function.kind == FunctionKind::Method(id) {
                method(w, types, interface, index);
                w.gap();
            }
        }
        w.line("/** Called once, when the last handle is dropped. */");
        w.line("@Override");
        w.line("default void close() throws Exception {}");
    });
}

fn method(w: &mut Writer, types: &Types<'_>, interface: &Interface, index: usize) {
    let Signature { result, params, throws, .. } = signature(types, interface, index);
    let throws = match (interface.functions[index].is_async, throws.as_str()) {
        (false, _) => throws,
        (true, "") => " throws InterruptedException".to_owned(),
        (true, _) => format!("{throws}, InterruptedException"),
    };
    docs(w, interface.functions[index].docs.as_deref(), &nested::param_notes(types, interface, index));
    w.line(format!("{result} {}({params}){throws};", types.names.function(interface.id, index)));
}
