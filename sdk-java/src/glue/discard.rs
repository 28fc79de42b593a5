//! Letting go of handles inside of a value that nobody will see.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, TypeId};

use super::Glue;

impl Glue<'_> {
    /// Statements that close the handles that a value owns. `depth` tells nested variables apart.
    pub(super) fn discard(&self, w: &mut Writer, ty: TypeId, value: &str, depth: u32) {
        if !self.types.world.ty(ty).facts.has_own {
            return;
        }
        let inner = format!("inner{depth}");
        match self.kind(ty) {
            Kind::Own(_) => w.line(format!("Maps.close({value});")),
            Kind::List(element) | Kind::FixedList(element, _) => {
                w.block(format!("for ({} {inner} : {value}) {{", self.types.boxed(*element)), "}", |w| {
                    self.discard(w, *element, &inner, depth + 1);
                });
            }
            Kind::Map(map) => {
                let java = self.types.boxed(map.value);
                w.block(format!("for ({java} {inner} : {value}.values()) {{"), "}", |w| {
                    self.discard(w, map.value, &inner, depth + 1);
                });
            }
            Kind::Record(fields) => {
                let parts: Vec<TypeId> = fields.iter().map(|field| field.ty).collect();
                self.discard_parts(w, ty, &parts, value, depth);
            }
            Kind::Tuple(parts) => self.discard_parts(w, ty, parts, value, depth),
            Kind::Option(some) => self.discard_cases(w, ty, &[None, Some(*some)], value, depth),
            Kind::Result { ok, err } => self.discard_cases(w, ty, &[*ok, *err], value, depth),
            Kind::Variant(cases) => {
                let cases: Vec<Option<TypeId>> = cases.iter().map(|case| case.ty).collect();
                self.discard_cases(w, ty, &cases, value, depth);
            }
            Kind::Prim(_)
            | Kind::String
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Borrow(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => {}
        }
    }

    fn discard_parts(&self, w: &mut Writer, ty: TypeId, parts: &[TypeId], value: &str, depth: u32) {
        for (part, expression) in parts.iter().zip(self.parts(ty, value)) {
            self.discard(w, *part, &expression, depth);
        }
    }

    fn discard_cases(&self, w: &mut Writer, ty: TypeId, cases: &[Option<TypeId>], value: &str, depth: u32) {
        let local = format!("sum{depth}");
        w.line(format!("{} {local} = {value};", self.types.boxed(ty)));
        self.branches(w, ty, &local, |w, number, payload| {
            if let Some(case) = cases[number] {
                self.discard(w, case, payload, depth + 1);
            }
        });
    }
}
