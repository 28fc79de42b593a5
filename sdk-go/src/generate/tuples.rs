//! Tuples wider than those that the runtime brings along.

use std::collections::BTreeSet;

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, World};

use super::source::GENERATED;

/// The widest tuple in `runtime/wit/tuple.go`.
const WIDEST: usize = 16;

/// Declares the wide tuples of a world; `None` where there are none.
pub(super) fn file(world: &World) -> Option<String> {
    let widths = world.types.iter().filter_map(|ty| {
        let Kind::Tuple(types) = &ty.kind else { return None };
        Some(types.len()).filter(|width| *width > WIDEST)
    });
    let widths: BTreeSet<usize> = widths.collect();
    let mut w = super::writer();
    w.line(GENERATED);
    w.line("");
    w.line("package wit");
    widths.iter().for_each(|width| declare(&mut w, *width));
    (!widths.is_empty()).then(|| w.finish())
}

fn declare(w: &mut Writer, width: usize) {
    let params: Vec<String> = (0..width).map(|index| format!("T{index}")).collect();
    w.gap();
    w.comment(&format!("Tuple{width} is a tuple of {width} values."));
    w.block(format!("type Tuple{width}[{} any] struct {{", params.join(", ")), "}", |w| {
        for index in 0..width {
            w.line(format!("{:<3} T{index}", format!("F{index}")));
        }
    });
}
