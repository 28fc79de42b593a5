//! The readable ends of streams and futures: a table per payload.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Node;
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::EndKind;

use super::store::Locals;
use super::{At, Glue, Routine};
use crate::expr::Expr;
use crate::names::string;

/// Bytes that a read of elements asks for.
const READ: u32 = 1 << 16;
/// Most elements that it asks for: each becomes a value before the first is looked at.
const MOST: u32 = 1024;

impl Glue<'_> {
    /// What user code gets for a readable end.
    pub(super) fn take_end(&self, ty: TypeId, core: &str) -> Expr {
        Expr::call(format!("{}.take", self.want(ty, Routine::End)), [Expr::text(core)])
    }

    /// The readable end of what user code gives.
    pub(super) fn give_end(&self, ty: TypeId, value: &str) -> String {
        format!("{}.give({value})", self.want(ty, Routine::End))
    }
}

/// `$endX`: the table of a stream or future.
pub(super) fn table(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let Some(plan) = glue.binding.payload(ty) else { return };
    let name = glue.want(ty, Routine::End);
    let class = match plan.kind {
        EndKind::Stream => "new $Streams",
        EndKind::Future => "new $Futures",
    };
    let core = [&plan.new, &plan.read, &plan.write, &plan.cancel_read, &plan.cancel_write];
    let core = core.into_iter().chain([&plan.drop_readable, &plan.drop_writable]);
    let args = [
        Expr::text(string(&plan.module)),
        Expr::Array(core.map(|name| Expr::text(string(name))).collect()),
        Expr::text(plan.elem.map_or_else(|| string("nothing"), |elem| shape(glue, elem))),
        Expr::text(plan.layout.size.to_string()),
        Expr::text(batch(glue, plan.elem, plan.layout.size).to_string()),
    ];
    w.line(Expr::call(class, args).statement(0, &format!("const {name} = "), ";"));
    let Some(elem) = plan.elem else { return };
    w.line(format!("{name}.describe = () => {};", glue.description(elem)));
    w.block(format!("{name}.load = ($p) => {{"), "};", |w| {
        w.line(glue.load_at(elem, At::new("$p")).statement(1, "return ", ";"));
    });
    w.block(format!("{name}.store = (value, $p) => {{"), "};", |w| {
        glue.store_at(w, &mut Locals::new(["value"]), elem, "value", At::new("$p"));
    });
}

/// The name of a payload whose ends are the same wherever they are declared.
fn shape(glue: &Glue<'_>, elem: TypeId) -> String {
    let (elem, node) = glue.binding.resolved(elem);
    if matches!(node, Node::Prim(_) | Node::Text) {
        string(&glue.world.type_name(elem))
    } else {
        "undefined".to_owned()
    }
}

/// How many elements a read asks for. What holds handles or ends comes one by one: nobody can let go of elements that
/// lie in a stream's queue.
fn batch(glue: &Glue<'_>, elem: Option<TypeId>, stride: u32) -> u32 {
    if elem.is_some_and(|elem| glue.world.ty(elem).facts.moves()) {
        return 1;
    }
    (READ / stride.max(1)).clamp(1, MOST)
}
