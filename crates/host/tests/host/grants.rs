//! What a component isn't granted is closed for it, while its neighbour has it: in our host, and in one that grants
//! everything to everybody.

use std::collections::BTreeMap;
use std::path::Path;

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Instance, Linker, ResourceTable, ResourceType};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView};
use witloom_bindgen::{Wit, World};
use witloom_component::Grants;
use witloom_component::compose::{App, Part, compose_granted};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::wiring::Links;
use witloom_host::{DirGrant, Net, RunOptions, Settings, StoreUrl, Stores};

use crate::{captured, engine};

const IMPORTS: &str = "
  import wasi:cli/environment@0.2.12;
  import wasi:filesystem/preopens@0.2.12;
  import wasi:sockets/tcp-create-socket@0.2.12;
  import wasi:sockets/udp-create-socket@0.2.12;
  import wasi:sockets/instance-network@0.2.12;
  import wasi:sockets/ip-name-lookup@0.2.12;
  import wasi:http/outgoing-handler@0.2.12;
  import wasi:keyvalue/store@0.2.0-draft2;
  import wasi:keyvalue/atomics@0.2.0-draft2;
  import wasi:config/store@0.2.0-rc.1;
  import witloom:sql/database@0.1.0;
";

/// The probes of `cases/taker.core.wat`, in their order: the key that grants it, what is answered when it is granted, and
/// when it isn't. The requests have no path, which is the host's to refuse.
const PROBES: [(&str, &str, u32, u32); 14] = [
    ("variables", "env", 1, 0),
    ("arguments", "", 2, 1),
    ("folders", "dirs", 1, 0),
    ("TCP", "net", 0, 2),
    ("UDP", "net", 0, 2),
    ("name lookup", "net", 0, 2),
    ("HTTP to localhost:9", "http", 36, 16),
    ("HTTP to localhost:99", "", 16, 16),
    ("HTTPS to localhost:9", "", 16, 16),
    ("the store sessions", "keyvalue", 0, 2),
    ("the store other", "", 2, 2),
    ("a setting", "config", 0, 1),
    ("all settings", "config", 1, 0),
    ("a database", "sql", 0, 6),
];

/// `front`, whose `mine` probes itself and whose `other` asks `back`.
fn app(grants: &BTreeMap<String, Grants>) -> Vec<u8> {
    let wit = format!(
        "package app:app;
         interface probe {{ probe: func(what: u32) -> u32; }}
         interface outer {{ mine: func(what: u32) -> u32; other: func(what: u32) -> u32; }}
         world front {{ {IMPORTS} import probe; export outer; }}
         world back {{ {IMPORTS} export probe; }}"
    );
    let wit = Wit::parse("app.wit", &wit).expect("WIT");
    let part = |name: &str, import: &str, exports: &str| {
        let world = World::from_wit(&wit, Some(name)).expect("a world");
        let text = include_str!("../cases/taker.core.wat").replace("{import}", import).replace("{exports}", exports);
        let module = wat::parse_str(text).expect("a module");
        let component = encode(&module, world.resolve(), world.world_id, &EncodeOptions::default());
        Part { name: name.to_owned(), component: component.expect("a component") }
    };
    let parts = [
        part(
            "front",
            "(import \"app:app/probe\" \"probe\" (func $other (param i32) (result i32)))",
            "(export \"app:app/outer#mine\" (func $probe)) (export \"app:app/outer#other\" (func $other))",
        ),
        part("back", "", "(export \"app:app/probe#probe\" (func $probe))"),
    ];
    let app = App { name: "app", entry: "front", parts: &parts, links: &Links::default() };
    compose_granted(&app, Some(grants)).expect("composed").component
}

/// Grants of one component, all but those of a key.
fn without(component: &str, key: &str) -> BTreeMap<String, Grants> {
    let names = |own: &str, name: &str| if own == key { Vec::new() } else { vec![name.to_owned()] };
    let grants = Grants {
        http: if key == "http" { Vec::new() } else { vec!["http://localhost:9".parse().expect("an origin")] },
        dirs: names("dirs", "/data"),
        env: names("env", "LANG"),
        config: names("config", "greeting"),
        keyvalue: names("keyvalue", "sessions"),
        sql: names("sql", "shop"),
        net: false,
        args: false,
    };
    BTreeMap::from([(component.to_owned(), grants)])
}

fn networked(component: &str) -> BTreeMap<String, Grants> {
    BTreeMap::from([(component.to_owned(), Grants { net: true, ..Grants::default() })])
}

/// A host of our own that has everything.
fn ours(folder: &Path) -> RunOptions {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut options = captured();
    let grants = &mut options.grants;
    grants.env = vec![pair("LANG", "C"), pair("SECRET", "x")];
    grants.args = vec!["one".to_owned()];
    grants.dirs = ["/data", "/other"]
        .map(|guest| DirGrant { host: folder.to_owned(), guest: guest.to_owned(), read_only: true })
        .to_vec();
    grants.net = Net::All;
    grants.stores = Stores::new(["sessions", "other", "shop"].map(|name| (name.to_owned(), StoreUrl::Memory)));
    let settings = BTreeMap::from([pair("greeting", "hello"), pair("hidden", "x")]);
    grants.settings = Settings::new(settings, BTreeMap::new());
    options
}

/// What each probe of `mine` or `other` says in our host, and what was said on stderr.
fn asked(component: &[u8], function: &str) -> (Vec<u32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let compiled = engine().load("app", component, &[], &|_| {}).expect("a sound component").compiled;
    let mut said = String::new();
    let answers = (0..PROBES.len()).map(|probe| {
        let options = ours(folder.path());
        let invoked = compiled.invoke(&format!("{function}({probe})"), &options);
        let invoked = invoked.unwrap_or_else(|error| panic!("{}: {}", PROBES[probe].0, crate::shown(&error)));
        said += &invoked.stderr.text();
        invoked.wave.and_then(|wave| wave.parse().ok()).expect("a number")
    });
    let answers = answers.collect();
    (answers, said)
}

/// What is answered when everything but these is granted in part.
fn expected(closed: &dyn Fn(&str) -> bool, is_entry: bool) -> Vec<u32> {
    let probes = PROBES.iter().map(|(what, key, granted, refused)| match (*what, *key) {
        ("arguments", _) => {
            if is_entry {
                *granted
            } else {
                *refused
            }
        }
        (_, "net") => *refused,
        (_, key) => {
            if closed(key) {
                *refused
            } else {
                *granted
            }
        }
    });
    probes.collect()
}

#[test]
fn each_component_has_its_own_grants() {
    for (component, mine, others) in [("front", "mine", "other"), ("back", "other", "mine")] {
        let app = app(&without(component, ""));
        let is_entry = component == "front";
        assert_eq!(asked(&app, mine).0, expected(&|_| false, is_entry), "{component} has them");
        let (refused, said) = asked(&app, others);
        assert_eq!(refused, expected(&|_| true, !is_entry), "the neighbour of {component} has none");
        let neighbour = if is_entry { "back" } else { "front" };
        for words in [
            format!(
                "witloom: `{neighbour}` isn't granted requests to `http://localhost:9`: `http` under `[components.{neighbour}.grants]` in witloom.toml grants it"
            ),
            format!("`{neighbour}` isn't granted the network: `net` under"),
            format!("`{neighbour}` isn't granted the store `sessions`: `keyvalue` under"),
            format!("`{neighbour}` isn't granted the setting `greeting`: `config` under"),
            format!("`{neighbour}` isn't granted the database `shop`: `sql` under"),
        ] {
            assert!(said.contains(&words), "{words}\n{said}");
        }
    }
}

#[test]
fn each_key_closes_what_it_stands_for() {
    for key in ["env", "dirs", "http", "keyvalue", "config", "sql"] {
        let app = app(&without("back", key));
        assert_eq!(asked(&app, "other").0, expected(&|closed| closed == key, false), "without `{key}`");
    }
    let (answers, _) = asked(&app(&networked("back")), "other");
    let reached = PROBES
        .iter()
        .zip(answers)
        .filter(|((what, ..), _)| what.contains("HTTP") || what.contains("P") && what.len() == 3);
    for ((what, ..), answer) in reached {
        assert_eq!(answer, if what.contains("HTTP") { 36 } else { 0 }, "{what} with `net`");
    }
}

/// A host that isn't ours, and gives everything to everybody.
struct Generous {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Anyone,
    table: ResourceTable,
}

/// Answers every request, with an error that no filter gives.
struct Anyone;

type Sent = (hyper::Response<http_body_util::combinators::UnsyncBoxBody<hyper::body::Bytes, Error>>, Rest);
type Rest = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Anyone {
    fn send_request(
        &mut self,
        _request: hyper::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _done: Rest,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        Box::new(async { Err(Error::ConnectionRefused) })
    }
}

impl WasiView for Generous {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Generous {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.hooks }
    }
}

/// Stores and settings of that host: whoever reaches them traps.
fn traps(linker: &mut Linker<Generous>, component: &Component, engine: &Engine) {
    let stores = ["wasi:keyvalue/", "wasi:config/", "witloom:sql/"];
    for (name, import) in component.component_type().imports(engine) {
        let ComponentItem::ComponentInstance(interface) = import.ty else { continue };
        if !stores.iter().any(|store| name.starts_with(store)) {
            continue;
        }
        let mut instance = linker.instance(name).expect("a new one");
        for (export, item) in interface.exports(engine) {
            let added = if let ComponentItem::ComponentFunc(_) = item.ty {
                instance.func_new(export, |_, _, _, _| Err(wasmtime::Error::msg("it was reached")))
            } else if let ComponentItem::Resource(_) = item.ty {
                instance.resource(export, ResourceType::host::<u32>(), |_, _| Ok(()))
            } else {
                Ok(())
            };
            added.expect("a new one");
        }
    }
}

/// What a probe says there; none when it reached a store or setting, which this host has as traps.
fn generous(component: &Component, engine: &Engine, function: &str, probe: u32) -> Option<u32> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wasi = WasiCtxBuilder::new();
    wasi.args(&["app", "one"]).env("LANG", "C").env("SECRET", "x").inherit_network().allow_ip_name_lookup(true);
    for guest in ["/data", "/other"] {
        wasi.preopened_dir(folder.path(), guest, FsPerms::ReadWrite).expect("a folder");
    }
    let state = Generous { wasi: wasi.build(), http: WasiHttpCtx::new(), hooks: Anyone, table: ResourceTable::new() };
    let mut linker: Linker<Generous> = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("WASI");
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker).expect("HTTP");
    traps(&mut linker, component, engine);
    let mut store = Store::new(engine, state);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let instance: Instance = linker.instantiate_async(&mut store, component).await.expect("an instance");
        let outer = instance.get_export_index(&mut store, None, "app:app/outer").expect("an interface");
        let function = instance.get_export_index(&mut store, Some(&outer), function).expect("a function");
        let function = instance.get_typed_func::<(u32,), (u32,)>(&mut store, function).expect("its type");
        function.call_async(&mut store, (probe,)).await.ok().map(|(answer,)| answer)
    })
}

#[test]
fn they_hold_on_any_host() {
    let engine = Engine::new(&Config::new()).expect("an engine");
    for (component, mine, others) in [("front", "mine", "other"), ("back", "other", "mine")] {
        let app = Component::new(&engine, app(&without(component, ""))).expect("compiled");
        let is_entry = component == "front";
        let closed = expected(&|_| true, !is_entry);
        let open = expected(&|_| false, is_entry);
        for (probe, (what, key, ..)) in PROBES.iter().enumerate() {
            let number = probe as u32;
            assert_eq!(generous(&app, &engine, others, number), Some(closed[probe]), "{what} beside {component}");
            let is_store = ["keyvalue", "config", "sql"].contains(key);
            let reached = if is_store { None } else { Some(open[probe]) };
            assert_eq!(generous(&app, &engine, mine, number), reached, "{what} of {component}");
        }
    }
}
