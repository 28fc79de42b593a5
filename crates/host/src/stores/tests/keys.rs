//! What stores of keys and values do, the same in each.

use std::process::Command;
use std::sync::Arc;

use witloom_test_kit::servers;

use super::super::buckets::Buckets;
use super::super::keys::{Answer, Fault, Keys, Swapped, look};
use super::super::redis::Redis;
use super::super::url::StoreUrl;
use crate::Secret;

fn entry(key: &str, value: &[u8]) -> (String, Vec<u8>) {
    (key.to_owned(), value.to_vec())
}

/// All pages.
fn all(store: &dyn Keys) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (keys, next) = store.keys(cursor.as_deref()).unwrap();
        assert!(next.is_none() || !keys.is_empty(), "a page that others follow isn't empty");
        all.extend(keys);
        let Some(next) = next else { break };
        cursor = Some(next);
    }
    all.sort_unstable();
    all
}

fn keeps(store: &dyn Keys) {
    assert!(all(store).is_empty(), "nothing was ever written");
    assert_eq!(store.get("x"), Ok(None));
    assert_eq!(store.set_many(&[]), Ok(()));
    assert_eq!(store.delete_many(&[]), Ok(()));
    assert_eq!(store.get_many(&[]), Ok(vec![]));
    let entries: Vec<_> = (0..2500).map(|number| entry(&format!("k{number:04}"), b"v")).collect();
    store.set_many(&entries).unwrap();
    assert!(all(store).iter().eq(entries.iter().map(|(key, _)| key)));
    assert!(store.keys(None).unwrap().1.is_some(), "they are more than a page");
    store.delete_many(&["k0000".to_owned(), "none".to_owned()]).unwrap();
    assert_eq!((store.exists("k0000"), store.exists("k0001")), (Ok(false), Ok(true)));
    let keys = ["k0001", "k0000"].map(str::to_owned);
    assert_eq!(store.get_many(&keys), Ok(vec![Some(b"v".to_vec()), None]));
    let bytes: Vec<u8> = (0..=255).collect();
    store.set_many(&[entry("q'\"\r\n*1\u{e9}", &bytes), entry("", b"")]).unwrap();
    assert_eq!(store.get("q'\"\r\n*1\u{e9}"), Ok(Some(bytes)));
    assert_eq!(store.get(""), Ok(Some(vec![])));
    store.delete_many(&all(store)).unwrap();
}

fn counts(store: &dyn Keys) {
    assert_eq!((store.increment("n", 5), store.increment("n", -7)), (Ok(5), Ok(-2)));
    assert_eq!(store.get("n"), Ok(Some(b"-2".to_vec())));
    let large = i64::MAX.to_string();
    store.set_many(&[entry("n", large.as_bytes()), entry("t", b"tea"), entry("z", b"+7"), entry("e", b"")]).unwrap();
    assert_eq!(store.increment("n", 1), Err(Fault::Overflow));
    assert_eq!(store.get("n"), Ok(Some(large.into_bytes())));
    for key in ["t", "z", "e"] {
        assert_eq!(store.increment(key, 1), Err(Fault::NoNumber), "{key}");
    }
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| assert!(store.increment("c", 1).is_ok())));
        }
    });
    assert_eq!(store.increment("c", 0), Ok(400), "nobody gets in between");
}

fn swaps(store: &dyn Keys) {
    store.set_many(&[entry("t", b"tea")]).unwrap();
    assert_eq!(store.swap("t", look(Some(b"tea")), b"milk"), Ok(Swapped::Done));
    assert_eq!(store.swap("t", look(Some(b"tea")), b"ale"), Ok(Swapped::Late(look(Some(b"milk")))));
    assert_eq!(store.swap("new", None, b"1"), Ok(Swapped::Done));
    assert_eq!(store.swap("new", None, b"2"), Ok(Swapped::Late(look(Some(b"1")))));
    store.set_many(&[entry("s", b"0")]).unwrap();
    let add = || {
        let mut before = store.get("s").unwrap();
        loop {
            let number: u32 = String::from_utf8(before.clone().unwrap()).unwrap().parse().unwrap();
            match store.swap("s", look(before.as_deref()), (number + 1).to_string().as_bytes()).unwrap() {
                Swapped::Done => return,
                Swapped::Late(_) => before = store.get("s").unwrap(),
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..25).for_each(|_| add()));
        }
    });
    assert_eq!(store.get("s"), Ok(Some(b"100".to_vec())), "no swap is lost");
}

fn answers_are_bounded(store: &dyn Keys) {
    let large = vec![7; 33 << 20];
    store.set_many(&[entry("l", &large)]).unwrap();
    let twice = ["l", "l"].map(str::to_owned);
    assert_eq!(store.get_many(&twice), Err(Fault::TooMuch));
    assert_eq!(store.get_many(&twice[1..]).map(|values| values.len()), Ok(1));
}

fn suite(store: &dyn Keys) {
    keeps(store);
    counts(store);
    swaps(store);
    answers_are_bounded(store);
}

#[test]
fn memory() {
    suite(&Buckets::in_memory());
}

#[test]
fn redb() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.redb");
    let store = Buckets::of_file(&path);
    suite(&*store);
    assert!(Arc::ptr_eq(&store, &Buckets::of_file(&folder.path().join("./a.redb"))), "one file is open once");
    drop(store);
    assert_eq!(Buckets::of_file(&path).get("s"), Ok(Some(b"100".to_vec())));
}

fn reached(port: u16, password: &str) -> Redis {
    let url: StoreUrl = format!("redis://127.0.0.1:{port}/2").parse().unwrap();
    let StoreUrl::Redis(url) = url.with_password(Secret::new(password.to_owned())).unwrap() else { panic!("no Redis") };
    Redis::new(url)
}

fn words<T: std::fmt::Debug>(answer: Answer<T>) -> String {
    let words = answer.unwrap_err().to_string();
    assert!(!words.contains(servers::PASSWORD), "{words}");
    words
}

#[test]
fn redis() {
    let Some(mut server) = servers::redis() else { return };
    let store = reached(server.port, servers::PASSWORD);
    suite(&store);
    assert!(words(reached(server.port, "wrong").ready()).contains("refuses the user or the password"));
    assert!(words(store.keys(Some("k0999"))).contains("cursor"));
    let client = ::redis::Client::open(format!("redis://127.0.0.1:{}/2", server.port)).unwrap();
    let settings = client.get_connection_info().redis_settings().clone().set_password(servers::PASSWORD);
    let client = ::redis::Client::open(client.get_connection_info().clone().set_redis_settings(settings)).unwrap();
    ::redis::cmd("RPUSH").arg("list").arg("1").exec(&mut client.get_connection().unwrap()).unwrap();
    for answer in [store.get("list").map(drop), store.increment("list", 1).map(drop)] {
        assert!(words(answer).contains("the key holds no plain value"));
    }
    server.stop();
    let lost = words(store.set_many(&[entry("t", b"lost")]));
    assert!(lost.contains("can't be reached") && lost.contains("redis://127.0.0.1:"), "{lost}");
    words(store.get("t"));
    server.again();
    assert_eq!(store.get("t"), Ok(Some(b"milk".to_vec())), "it connects anew, and what it kept is there");
}

/// Names the file of a store that a process of this test writes to until it is killed.
const VICTIM: &str = "WITLOOM_TEST_VICTIM";

/// Writes as long as it lives, and says what is written.
#[test]
fn victim() {
    let Ok(path) = std::env::var(VICTIM) else { return };
    let store = Buckets::of_file(path.as_ref());
    for number in store.increment("n", 0).unwrap() + 1.. {
        let value = vec![u8::try_from(number % 256).unwrap(); 10_000];
        store.set_many(&[entry("a", &value), entry("b", &value)]).unwrap();
        assert_eq!(store.increment("n", 1), Ok(number));
        println!("done {number}");
    }
}

#[test]
fn what_is_written_outlives_a_process_that_is_killed() {
    use std::io::BufRead as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.redb");
    for round in 0..4 {
        // Each round goes on with what the one before left.
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "stores::tests::keys::victim", "--nocapture"]);
        command.env(VICTIM, &path);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let told = |line: &str| line.split_once("done ").and_then(|(_, number)| number.parse::<i64>().ok());
        let mut said = lines.by_ref().filter_map(|line| told(&line)).nth(20 + 7 * round).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        said = lines.filter_map(|line| told(&line)).last().unwrap_or(said);
        let store = Buckets::of_file(&path);
        let number = store.increment("n", 0).unwrap();
        assert!(number == said || number == said + 1, "{number} are there, and {said} were answered");
        let pair = store.get_many(&["a", "b"].map(str::to_owned)).unwrap();
        let value = pair[0].clone().unwrap();
        assert_eq!(pair[0], pair[1], "both or none");
        let marks = [number, number + 1].map(|number| u8::try_from(number % 256).unwrap());
        assert!(marks.contains(&value[0]) && value.iter().all(|byte| *byte == value[0]));
    }
}

/// Names the folder where a process of this test runs out of room.
const FULL: &str = "WITLOOM_TEST_FULL";

/// Fills a store until there is no room.
#[test]
fn filler() {
    let Ok(folder) = std::env::var(FULL) else { return };
    let [store, other] = ["a.redb", "b.redb"].map(|file| Buckets::of_file(&std::path::Path::new(&folder).join(file)));
    let value = vec![7; 100_000];
    other.set_many(&[entry("n", b"1")]).unwrap();
    let mut kept = 0;
    let full = loop {
        match store.set_many(&[entry(&format!("k{kept}"), &value)]) {
            Ok(()) => kept += 1,
            Err(fault) => break fault.to_string(),
        }
        assert!(kept < 1000, "there is room for all");
    };
    assert!(full.contains("the store's file can't be used"), "{full}");
    for round in 0..3 {
        assert_eq!(store.get(&format!("k{}", kept - 1)), Ok(Some(value.clone())), "what was written is there");
        assert_eq!(store.get(&format!("k{kept}")), Ok(None), "what wasn't answered is not");
        assert_eq!(other.increment("n", 1), Ok(2 + round), "another store goes on");
        words(store.set_many(&[entry("more", &vec![7; 10_000_000])]));
    }
    println!("filled {kept}");
}

#[test]
fn a_full_disk_is_said_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    // A file may have 4 MiB; who is over that gets an error.
    let limited = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact stores::tests::keys::filler --nocapture";
    let mut command = Command::new("bash");
    command.args(["-c", limited]).arg(std::env::current_exe().unwrap()).env(FULL, folder.path());
    let filled = command.output().unwrap();
    let said = String::from_utf8_lossy(&filled.stdout);
    assert!(filled.status.success(), "{said}{}", String::from_utf8_lossy(&filled.stderr));
    let kept: usize = said.lines().find_map(|line| line.split_once("filled ")).unwrap().1.trim().parse().unwrap();
    assert!(kept > 5, "{kept}");
    let store = Buckets::of_file(&folder.path().join("a.redb"));
    assert_eq!(all(&*store).len(), kept, "all that was answered is there when there is room again");
    store.set_many(&[entry("more", b"room")]).unwrap();
}
