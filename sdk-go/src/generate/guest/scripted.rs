//! Scripted guests and those whose calls are measured, written by hand in `sdk-go/scripts`.

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

const COSTS_CALLER: Sources = &[
    ("go.mod", include_str!("../../../scripts/costs/caller/go.mod")),
    ("main.go", include_str!("../../../scripts/costs/caller/main.go")),
];

const COSTS_CALLEE: Sources = &[
    ("go.mod", include_str!("../../../scripts/costs/callee/go.mod")),
    ("main.go", include_str!("../../../scripts/costs/callee/main.go")),
];

const LOADS_CALLER: Sources = &[
    ("go.mod", include_str!("../../../scripts/loads/caller/go.mod")),
    ("main.go", include_str!("../../../scripts/loads/caller/main.go")),
];

const LOADS_CALLEE: Sources = &[
    ("go.mod", include_str!("../../../scripts/loads/callee/go.mod")),
    ("main.go", include_str!("../../../scripts/loads/callee/main.go")),
];

const PEERS: Sources = &[
    ("call/grpc.go", include_str!("../../../scripts/peers/call/grpc.go")),
    ("call/json.go", include_str!("../../../scripts/peers/call/json.go")),
    ("call/main.go", include_str!("../../../scripts/peers/call/main.go")),
    ("go.mod", include_str!("../../../scripts/peers/go.mod")),
    ("go.sum", include_str!("../../../scripts/peers/go.sum")),
    ("make.sh", include_str!("../../../scripts/peers/make.sh")),
    ("serve/grpc.go", include_str!("../../../scripts/peers/serve/grpc.go")),
    ("serve/json.go", include_str!("../../../scripts/peers/serve/json.go")),
    ("serve/main.go", include_str!("../../../scripts/peers/serve/main.go")),
    ("values/values.go", include_str!("../../../scripts/peers/values/values.go")),
];

pub(super) static GUESTS: ByHand = ByHand {
    scripts: [CALLER, CALLEE],
    waiting: [WAITING_CALLER, WAITING_CALLEE],
    left_out: LEFT_OUT,
    costs: [COSTS_CALLER, COSTS_CALLEE],
    loads: [LOADS_CALLER, LOADS_CALLEE],
    peers: PEERS,
};
