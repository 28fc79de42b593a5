//! Figures of calls and starts, and that memory stays flat.
//!
//! `WITLOOM_CRANELIFT=1 cargo test --release --workspace --test ruby_speed -- --ignored --nocapture` prints them.

mod support;

use std::time::{Duration, Instant, UNIX_EPOCH};

use support::{Calls, Host, build};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, Lower, TypedFunc};
use witloom_component::Profile;

const WIT: &str = "
package test:speed;
interface api {
  record item { name: string, count: u32 }
  empty: func();
  text: func(v: string) -> string;
  bytes: func(v: list<u8>) -> list<u8>;
  items: func(v: list<item>) -> list<item>;
}
world speed { export api; }
";
const APP: &str = "
module Exports::Api
  def self.empty = nil
  def self.text(v) = v
  def self.bytes(v) = v
  def self.items(v) = v
end
";
const API: &str = "test:speed/api";

#[derive(ComponentType, Lift, Lower, Clone, PartialEq, Debug)]
#[component(record)]
struct Item {
    name: String,
    count: u32,
}

fn typed<P, R>(host: &mut Host, name: &str) -> TypedFunc<P, R>
where
    P: ComponentNamedList + Lower,
    R: ComponentNamedList + Lift,
{
    host.func(API, name).typed(&host.store).unwrap()
}

fn items() -> Vec<Item> {
    (0..1000).map(|count| Item { name: format!("item number {count}"), count }).collect()
}

#[test]
fn memory_stays_flat() {
    let mut host = support::run(WIT, &[("app.rb", APP)], Calls::none());
    let text = typed::<(String,), (String,)>(&mut host, "text");
    let list = typed::<(Vec<Item>,), (Vec<Item>,)>(&mut host, "items");
    let word = "flat ".repeat(40);
    let round = |host: &mut Host, calls: u32| {
        for _ in 0..calls {
            assert_eq!(text.call(&mut host.store, (word.clone(),)).unwrap().0.len(), word.len());
        }
        assert_eq!(list.call(&mut host.store, (items(),)).unwrap().0, items());
        host.memory()
    };
    round(&mut host, 20_000);
    let before = round(&mut host, 20_000);
    let after = round(&mut host, 60_000);
    assert!(after <= before + (2 << 20), "memory grew from {before} to {after} bytes");
}

#[test]
#[ignore = "prints figures"]
fn figures() {
    for profile in [Profile::Dev, Profile::Release] {
        let component = build(WIT, &[("app.rb", APP)], profile).unwrap_or_else(|error| panic!("{error}"));
        println!("{}: {:.1} MB", profile.as_str(), component.len() as f64 / 1e6);
        let mut host = Host::new(&component, Calls::none());
        let empty = typed::<(), ()>(&mut host, "empty");
        let start = Instant::now();
        empty.call(&mut host.store, ()).unwrap();
        println!("  first call {:?}, memory {} MiB", start.elapsed(), host.memory() >> 20);
        let text = typed::<(String,), (String,)>(&mut host, "text");
        let bytes = typed::<(Vec<u8>,), (Vec<u8>,)>(&mut host, "bytes");
        let list = typed::<(Vec<Item>,), (Vec<Item>,)>(&mut host, "items");
        let (word, blob, items) = ("k".repeat(1024), vec![7u8; 1 << 20], items());
        print("empty", 50_000, || empty.call(&mut host.store, ()).unwrap());
        print("1 KiB", 10_000, || drop(text.call(&mut host.store, (word.clone(),)).unwrap()));
        print("1 MiB list<u8>", 100, || drop(bytes.call(&mut host.store, (blob.clone(),)).unwrap()));
        print("1000 records", 20, || drop(list.call(&mut host.store, (items.clone(),)).unwrap()));
    }
}

/// The fastest of many rounds, each long enough for collections to take their part.
fn print(what: &str, calls: u32, mut call: impl FnMut()) {
    let mut fastest = Duration::MAX;
    for _ in 0..20 {
        let start = spent();
        (0..calls).for_each(|_| call());
        fastest = fastest.min((spent() - start) / calls);
    }
    println!("  {what}: {fastest:?}");
}

/// The time that this thread has had a processor, where Linux tells it; other programs don't count then.
fn spent() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| UNIX_EPOCH.elapsed().unwrap(), Duration::from_nanos)
}
