//! Letting go of handles inside of a value that nobody will see.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Node;
use witloom_bindgen::model::TypeId;

use super::Glue;

impl Glue<'_> {
    /// Statements that close the handles that a value owns. `depth` tells nested variables apart.
    pub(super) fn discard(&self, w: &mut Writer, ty: TypeId, value: &str, depth: u32) {
        if !self.types.world.ty(ty).facts.moves() {
            return;
        }
        let inner = format!("inner{depth}");
        match self.node(ty) {
            Node::Handle(_) | Node::Stream(_) | Node::Future(_) => w.line(format!("Maps.close({value});")),
            Node::List(elements) | Node::FixedList { elements, .. } => {
                w.block(format!("for ({} {inner} : {value}) {{", self.types.boxed(elements.ty)), "}", |w| {
                    self.discard(w, elements.ty, &inner, depth + 1);
                });
            }
            Node::Map { value: held, .. } => {
                let java = self.types.boxed(held.ty);
                w.block(format!("for ({java} {inner} : {value}.values()) {{"), "}", |w| {
                    self.discard(w, held.ty, &inner, depth + 1);
                });
            }
            Node::Record(parts) | Node::Tuple(parts) => {
                for (part, expression) in parts.iter().zip(self.parts(ty, value)) {
                    self.discard(w, part.ty, &expression, depth);
                }
            }
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                self.discard_cases(w, ty, value, depth);
            }
            Node::Prim(_) | Node::Text | Node::Enum { .. } | Node::Flags { .. } | Node::Alias(_) => {}
        }
    }

    fn discard_cases(&self, w: &mut Writer, ty: TypeId, value: &str, depth: u32) {
        let Some((_, cases)) = self.sum(ty) else { return };
        let local = format!("sum{depth}");
        w.line(format!("{} {local} = {value};", self.types.boxed(ty)));
        self.branches(w, ty, &local, |w, number, payload| {
            if let Some(case) = cases[number] {
                self.discard(w, case.ty, payload, depth + 1);
            }
        });
    }
}
