//! Figures of calls and starts, and that memory stays flat.
//!
//! `WITLOOM_CRANELIFT=1 cargo test --release -p witloom-sdk-ruby --test ruby -- speed --ignored --nocapture` prints them.

use crate::support;

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
    let mut rounds = Rounds::start();
    rounds.play(20_000);
    let before = rounds.play(20_000);
    let after = rounds.play(60_000);
    assert!(after <= before + (2 << 20), "memory grew from {before} to {after} bytes");
}

#[test]
#[ignore = "makes a million calls"]
fn a_million_calls_stay_flat() {
    let mut rounds = Rounds::start();
    let first = rounds.play(100_000);
    println!("after 100000 calls: {} MiB", first >> 20);
    for hundred in 2..=10 {
        let memory = rounds.play(100_000);
        println!("after {hundred}00000 calls: {} MiB", memory >> 20);
        assert!(memory <= first + (1 << 20), "memory grew from {first} to {memory} bytes");
    }
}

/// Rounds of calls on one instance.
struct Rounds {
    host: Host,
    text: TypedFunc<(String,), (String,)>,
    list: TypedFunc<(Vec<Item>,), (Vec<Item>,)>,
    word: String,
}

impl Rounds {
    fn start() -> Rounds {
        let mut host = support::run(WIT, &[("app.rb", APP)], Calls::none());
        let (text, list) = (typed(&mut host, "text"), typed(&mut host, "items"));
        Rounds { host, text, list, word: "flat ".repeat(40) }
    }

    /// Makes that many calls with a string and one with a list; returns the size of the memory.
    fn play(&mut self, calls: u32) -> usize {
        for _ in 0..calls {
            let (text,) = self.text.call(&mut self.host.store, (self.word.clone(),)).unwrap();
            assert_eq!(text.len(), self.word.len());
        }
        assert_eq!(self.list.call(&mut self.host.store, (items(),)).unwrap().0, items());
        self.host.memory()
    }
}

#[test]
#[ignore = "prints figures"]
fn figures() {
    for profile in [Profile::Dev, Profile::Release] {
        let component = build(WIT, &[("app.rb", APP)], profile).unwrap_or_else(|error| panic!("{error}"));
        println!("{}: {:.1} MB", profile.as_str(), component.len() as f64 / 1e6);
        let before = resident();
        let mut host = Host::new(&component, Calls::none());
        let empty = typed::<(), ()>(&mut host, "empty");
        let start = Instant::now();
        empty.call(&mut host.store, ()).unwrap();
        println!("  first call {:?}, memory {} MiB", start.elapsed(), host.memory() >> 20);
        println!("  resident {:.1} MiB", (resident() - before) / 1024.0);
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

/// KiB of this process that lie in memory, where Linux tells it.
fn resident() -> f64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
