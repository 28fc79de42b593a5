//! Bridged GC guests against a hand-written linear one: `cargo run --release -p witloom-host-gc --example bench`.
//!
//! Both sit behind the same host calls; each figure is the minimum of many rounds. An argument picks the rows whose
//! label has it: `-- "1 KiB"`.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use wasmtime::component::{Component, ComponentNamedList, Instance, Lift, Linker, Lower};
use wasmtime::{Collector, Config, Engine, Store};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use witloom_bindgen::model::World;
use witloom_bindgen::wit::Wit;
use witloom_host_gc::{BridgeOptions, bridge};

const WIT: &str = include_str!("../benches/guests/world.wit");
const GC: &str = include_str!("../benches/guests/gc.wat");
const LINEAR: &str = include_str!("../benches/guests/linear.wat");

type Person = (String, u8, (f64, f64));

struct Guest {
    store: Store<()>,
    instance: Instance,
}

impl Guest {
    fn new(component: &[u8], collector: Collector) -> Result<Self> {
        let mut config = Config::new();
        config.collector(collector);
        let engine = Engine::new(&config)?;
        let component = Component::new(&engine, component)?;
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate(&mut store, &component)?;
        Ok(Self { store, instance })
    }

    /// The fastest call of many, within a time limit.
    fn fastest<P, R>(&mut self, name: &str, batch: u32, args: &P) -> Result<Duration>
    where
        P: ComponentNamedList + Lower + Clone,
        R: ComponentNamedList + Lift,
    {
        let func = self.instance.get_typed_func::<P, R>(&mut self.store, name)?;
        let mut best = Duration::MAX;
        let limit = Instant::now() + Duration::from_millis(1500);
        for round in 0..400 {
            let many: Vec<P> = (0..batch).map(|_| args.clone()).collect();
            let start = Instant::now();
            for args in many {
                func.call(&mut self.store, args)?;
            }
            best = best.min(start.elapsed() / batch);
            if round > 8 && Instant::now() > limit {
                break;
            }
        }
        Ok(best)
    }
}

fn linear(world: &World) -> Result<Vec<u8>> {
    let mut core = wat::parse_str(LINEAR)?;
    embed_component_metadata(&mut core, world.wit.resolve(), world.world_id, StringEncoding::UTF8, false)?;
    ComponentEncoder::default().module(&core)?.encode()
}

fn main() -> Result<()> {
    let world = World::from_wit(&Wit::parse("world.wit", WIT)?, None)?;
    let bridged = bridge(GC.as_bytes(), &world, &BridgeOptions::default())?;
    let mut twin = Guest::new(&linear(&world)?, Collector::Auto)?;
    println!("{:<20} {:>11} {:>24} {:>24} {:>24}", "call", "linear", "copying", "drc", "null");
    let mut guests = Vec::new();
    for collector in [Collector::Copying, Collector::DeferredReferenceCounting, Collector::Null] {
        guests.push(Guest::new(&bridged, collector)?);
    }
    let text = "x".repeat(1024);
    let numbers: Vec<u32> = (0..1_000_000).collect();
    let people: Vec<Person> = (0..10_000).map(|n| (format!("person {n}"), n as u8, (1.0, 2.0))).collect();
    let wanted = std::env::args().nth(1).unwrap_or_default();
    macro_rules! row {
        ($label:literal, $name:literal, $batch:literal, $params:ty, $results:ty, $args:expr) => {
            if $label.contains(&wanted) {
                let args: $params = $args;
                let base = twin.fastest::<$params, $results>($name, $batch, &args)?;
                print!("{:<20} {:>11.1?}", $label, base);
                for guest in &mut guests {
                    let time = guest.fastest::<$params, $results>($name, $batch, &args).context($label);
                    match time {
                        Ok(time) => print!(" {:>12.1?} ({:>5.2} ×)", time, time.as_secs_f64() / base.as_secs_f64()),
                        Err(_) => print!(" {:>24}", "out of memory"),
                    }
                }
                println!();
            }
        };
    }
    row!("add", "add", 2000, (u32, u32), (u32,), (1, 2));
    row!("text, 1 KiB", "text", 200, (String,), (String,), (text.clone(),));
    row!("bytes, 1 KiB", "bytes", 200, (Vec<u8>,), (Vec<u8>,), (text.into_bytes(),));
    row!("text, 16 B", "text", 500, (String,), (String,), ("0123456789abcdef".to_owned(),));
    row!("list<u32>, 1M", "numbers", 1, (Vec<u32>,), (Vec<u32>,), (numbers.clone(),));
    row!("sum of 1M u32", "sum", 1, (Vec<u32>,), (u64,), (numbers,));
    row!("10k records", "people", 1, (Vec<Person>,), (Vec<Person>,), (people,));
    Ok(())
}
