//! The readable ends of streams and futures.

use witloom_bindgen::model::TypeId;

use super::Glue;
use crate::expr::Expr;

impl Glue<'_> {
    /// What user code gets for a readable end.
    pub(super) fn take_end(&self, ty: TypeId, core: &str) -> Expr {
        Expr::call(format!("$end_{}.take", self.names.ty(self.world, ty)), [Expr::text(core)])
    }

    /// The readable end of what user code gives.
    pub(super) fn give_end(&self, ty: TypeId, value: &str) -> String {
        format!("$end_{}.give({value})", self.names.ty(self.world, ty))
    }
}
