//! Scripted guests, written by hand in `sdk-go/scripts`.

use witloom_bindgen::guest::{ByHand, Sources};

/// What Go's compiler refuses already.
const LEFT_OUT: &[&str] = &["wrong-type"];

const CALLER: Sources = &[
    ("go.mod", "module caller\n\ngo 1.24\n"),
    ("errors.go", include_str!("../../../scripts/caller/errors.go")),
    ("homes.go", include_str!("../../../scripts/caller/homes.go")),
    ("main.go", include_str!("../../../scripts/caller/main.go")),
    ("relay.go", include_str!("../../../scripts/caller/relay.go")),
    ("resources.go", include_str!("../../../scripts/caller/resources.go")),
    ("tables.go", include_str!("../../../scripts/caller/tables.go")),
];

const CALLEE: Sources = &[
    ("go.mod", "module callee\n\ngo 1.24\n"),
    ("faults.go", include_str!("../../../scripts/callee/faults.go")),
    ("homes.go", include_str!("../../../scripts/callee/homes.go")),
    ("relay.go", include_str!("../../../scripts/callee/relay.go")),
    ("tables.go", include_str!("../../../scripts/callee/tables.go")),
    ("things.go", include_str!("../../../scripts/callee/things.go")),
];

const WAITING_CALLER: Sources = &[
    ("go.mod", "module caller\n\ngo 1.26\n"),
    ("flows.go", include_str!("../../../scripts/waiting/caller/flows.go")),
    ("main.go", include_str!("../../../scripts/waiting/caller/main.go")),
    ("tasks.go", include_str!("../../../scripts/waiting/caller/tasks.go")),
];

const WAITING_CALLEE: Sources = &[
    ("go.mod", "module callee\n\ngo 1.26\n"),
    ("flows.go", include_str!("../../../scripts/waiting/callee/flows.go")),
    ("main.go", include_str!("../../../scripts/waiting/callee/main.go")),
    ("tasks.go", include_str!("../../../scripts/waiting/callee/tasks.go")),
];

pub(super) static GUESTS: ByHand =
    ByHand { scripts: [CALLER, CALLEE], waiting: [WAITING_CALLER, WAITING_CALLEE], left_out: LEFT_OUT };
