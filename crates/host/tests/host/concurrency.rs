//! Async functions and WASI 0.3.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_host::{
    Answer, Call, Compiled, Engine, EngineOptions, Feed, HostCall, HostError, HostInterface, InstanceId, Limits, Link,
    RunOptions, Session, Type, Val, pause,
};

use crate::{captured, engine, load, shown, wasm};

fn concurrent() -> Engine {
    Engine::new(&EngineOptions { concurrency: true, ..EngineOptions::default() }).expect("an engine")
}

fn later() -> Compiled {
    load(&concurrent(), "later").compiled
}

#[test]
fn engines_without_concurrency_say_what_is_asked_of_them() {
    let error = engine().load("later", &wasm("later"), &[], &|_| {}).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn commands_of_wasi_0_3_run() {
    let finished = later().run_command(&captured()).expect("it ran");
    assert_eq!((finished.status, finished.returned_error), (0, false));
}

#[test]
fn several_calls_run_at_once_in_one_instance() {
    let waves = later().invoke_all(&["meet", "meet"], &Feed::Nothing, &captured()).expect("they meet").waves();
    assert_eq!(waves, [Some("2".to_owned()), Some("2".to_owned())]);
}

#[test]
fn tasks_that_nothing_wakes_end() {
    let limits = Limits { time: Some(Duration::from_millis(100)), ..Limits::default() };
    let options = RunOptions { limits, ..captured() };
    let late = |error: HostError| matches!(error, HostError::Limit { .. });
    // It yields for ever.
    assert!(late(later().invoke("meet", &options).expect_err("nobody comes")));
    // Those that can't be woken by anybody need no limit to be found out.
    insta::assert_snapshot!(shown(&later().invoke("forever", &captured()).expect_err("nobody comes")));
    let calls = ["soon", "forever", "forever"];
    let error = later().invoke_all(&calls, &Feed::Nothing, &captured()).expect_err("nobody comes");
    insta::assert_snapshot!(shown(&error));
    // One that the clock will wake keeps the others waiting until the time is over.
    let error = later().invoke_all(&["nap", "forever"], &Feed::Nothing, &options).expect_err("nobody comes");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn calls_that_end_twice_or_not_at_all_say_so() {
    let breaks = load(&concurrent(), "breaks").compiled;
    for function in ["twice", "without", "cancelled"] {
        let error = breaks.invoke(function, &captured()).expect_err(function);
        insta::assert_snapshot!(format!("breaks_{function}"), shown(&error));
    }
}

#[test]
fn sync_components_run_on_engines_with_concurrency() {
    let calc = load(&concurrent(), "calc").compiled;
    let waves = calc.invoke_all(&["math#add(1, 2)", "answer"], &Feed::Nothing, &captured()).expect("it ran").waves();
    assert_eq!(waves, [Some("3".to_owned()), Some("42".to_owned())]);
}

#[test]
fn async_functions_are_forwarded() {
    let engine = concurrent();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let later = session.instantiate(&load(&engine, "later").compiled, &[]).expect("an instance");
    let links = [Link::to("soon", later)];
    let relay = session.instantiate(&load(&engine, "relay").compiled, &links).expect("an instance");
    assert_eq!(session.call(relay, "ask", &[]).expect("it answers"), Some(Val::U32(8)));
}

#[test]
fn streams_are_fed_and_drained() {
    let pipes = load(&concurrent(), "pipes").compiled;
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), vec![7; 1_000_000]).expect("written");
    let feed = Feed::File(file.path().to_owned());
    let counted = pipes.invoke_all(&["count"], &feed, &captured()).expect("it counts").waves();
    assert_eq!(counted, [Some("1000000".to_owned())]);
    let nothing = pipes.invoke("count", &captured()).expect("it counts");
    assert_eq!(nothing.wave.as_deref(), Some("0"));
    let greeted = pipes.invoke("greet", &captured()).expect("it greets");
    assert_eq!((greeted.stdout.text().as_str(), greeted.value), ("hello\n", None));
    assert_eq!(pipes.invoke("list", &captured()).expect("it lists").stdout.text(), "1\n2\n3\n");
    assert_eq!(pipes.invoke("promise", &captured()).expect("it keeps it").wave.as_deref(), Some("3"));
    let error = pipes.invoke_all(&["count", "count"], &feed, &captured()).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}

fn vault_and_holder() -> (Session, InstanceId, InstanceId) {
    let engine = concurrent();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let vault = session.instantiate(&load(&engine, "vault").compiled, &[]).expect("an instance");
    let links = [Link::to("test:vault/vault", vault)];
    let holder = session.instantiate(&load(&engine, "holder").compiled, &links).expect("an instance");
    (session, vault, holder)
}

/// Calls of the holder and what they give; afterwards no token is left.
fn tokens_come_and_go(calls: &[(&str, &[u32], u32)], tokens: u32) {
    let (mut session, vault, holder) = vault_and_holder();
    for (function, args, want) in calls {
        let args: Vec<Val> = args.iter().copied().map(Val::U32).collect();
        let got = session.call(holder, function, &args).unwrap_or_else(|error| panic!("{function}: {}", shown(&error)));
        assert_eq!(got, Some(Val::U32(*want)), "{function}");
    }
    assert_eq!(session.call(vault, "dropped", &[]).expect("it counts"), Some(Val::U32(tokens)));
    assert_eq!(session.live_handles(), 0);
}

#[test]
fn handles_of_async_functions_are_forwarded() {
    tokens_come_and_go(&[("take", &[7], 7), ("peek", &[7], 14), ("make", &[9], 9)], 3);
}

#[test]
fn streams_and_futures_of_handles_are_forwarded() {
    let all = [("tokens", &[5, 2, 9][..], 15), ("tokens", &[5, 9, 9], 15), ("collect", &[4], 10)];
    tokens_come_and_go(&all, 14);
    // The reader leaves: what it didn't take stays with the writer.
    tokens_come_and_go(&[("tokens", &[5, 2, 2], 3), ("tokens", &[1, 1, 9], 1)], 6);
    tokens_come_and_go(&[("promise", &[8], 8), ("forget", &[3], 3)], 3);
}

#[test]
fn cancelled_calls_that_are_forwarded_are_refused_by_name() {
    let (mut session, _, holder) = vault_and_holder();
    let error = session.call(holder, "cancel", &[Val::U32(1)]).expect_err("the vault would go on");
    insta::assert_snapshot!(shown(&error));
}

/// Two components of which each waits for the other, by way of the host.
#[test]
fn components_that_wait_for_each_other_are_named() {
    let engine = concurrent();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let sleeper = session.instantiate(&load(&engine, "sleeper").compiled, &[]).expect("an instance");
    let links = [Link::to("soon", sleeper)];
    let relay = session.instantiate(&load(&engine, "relay").compiled, &links).expect("an instance");
    let error = session.call(relay, "ask", &[]).expect_err("nobody wakes them");
    insta::assert_snapshot!(shown(&error));
    // One that is busy until the other, which calls it, lets it go on.
    let (mut session, _, holder) = vault_and_holder();
    let error = session.call(holder, "both", &[Val::U32(1)]).expect_err("the vault is busy");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn calls_at_once_give_what_they_stream() {
    let engine = concurrent();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let pipes = session.instantiate(&load(&engine, "pipes").compiled, &[]).expect("an instance");
    let seven = [Val::List(vec![Val::U8(7); 100_000])];
    let call = |function: &str| Call::new(pipes, function.to_owned(), &[]);
    let calls = [
        Call::new(pipes, "count".to_owned(), &seven),
        call("list").at_most(2),
        call("promise"),
        call("greet").unread(),
    ];
    let called = session.call_at_once(&calls).expect("they run");
    let values: Vec<Option<Val>> = called.into_iter().map(|called| called.value).collect();
    let list = Val::List(vec![Val::U32(1), Val::U32(2)]);
    assert_eq!(values, [Some(Val::U32(100_000)), Some(list), Some(Val::U32(3)), None]);
}

/// The vault in Rust.
#[derive(Default)]
struct RustVault {
    dropped: Arc<Mutex<Vec<u32>>>,
}

impl HostInterface for RustVault {
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        match (call.function, call.args) {
            ("[constructor]token", [Val::U32(number)]) => call.new_handle("token", *number).map(Some),
            ("[method]token.number" | "peek" | "take", [token]) => Ok(Some(Val::U32(call.rep(token)?))),
            (other, _) => Err(format!("no `{other}`")),
        }
    }

    fn start(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        match (call.function, call.args) {
            ("make", [Val::U32(number)]) => {
                let made = call.new_handle("token", *number)?;
                Ok(Answer::later(async move {
                    pause(Duration::from_millis(1)).await;
                    Ok(Some(made))
                }))
            }
            ("tokens", [Val::U32(count)]) => {
                let tokens: Result<Vec<Val>, String> = (1..=*count).map(|n| call.new_handle("token", n)).collect();
                let Some(Type::Stream(stream)) = call.ty.results().next() else { return Err("no stream".to_owned()) };
                call.new_stream(stream.ty().as_ref(), tokens?.into_iter()).map(|stream| Answer::Now(Some(stream)))
            }
            ("collect", [Val::List(tokens)]) => {
                let numbers: Result<Vec<u32>, String> = tokens.iter().map(|token| call.rep(token)).collect();
                Ok(Answer::Now(Some(Val::U32(numbers?.iter().sum()))))
            }
            _ => self.call(call).map(Answer::Now),
        }
    }

    fn dropped(&self, _resource: &str, rep: u32) {
        self.dropped.lock().expect("no panic").push(rep);
    }
}

#[test]
fn rust_code_answers_async_functions() {
    let engine = concurrent();
    let vault = Arc::new(RustVault::default());
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let links = [Link::host("test:vault/vault", vault.clone())];
    let holder = session.instantiate(&load(&engine, "holder").compiled, &links).expect("an instance");
    let calls = [
        ("take", &[7][..], 7),
        ("peek", &[7], 14),
        ("make", &[9], 9),
        ("tokens", &[3, 2, 9], 6),
        ("collect", &[4], 10),
    ];
    for (function, args, want) in calls {
        let args: Vec<Val> = args.iter().copied().map(Val::U32).collect();
        let got = session.call(holder, function, &args).unwrap_or_else(|error| panic!("{function}: {}", shown(&error)));
        assert_eq!(got, Some(Val::U32(want)), "{function}");
    }
    assert_eq!(*vault.dropped.lock().expect("no panic"), [7, 9, 1, 2, 3]);
}

#[test]
fn a_trap_behind_a_stream_names_who_trapped_and_who_waits() {
    let (mut session, _, holder) = vault_and_holder();
    // More tokens than the vault has memory for: it traps after it returned the stream.
    let error = session.call(holder, "tokens", &[20_000, 2, 9].map(Val::U32)).expect_err("it traps");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn a_trap_in_one_of_many_calls_names_those_that_had_not_returned() {
    let later = later();
    let calls = ["meet", "meet", "forever", "trap"];
    let error = later.invoke_all(&calls, &Feed::Nothing, &captured()).expect_err("one traps");
    insta::assert_snapshot!(shown(&error));
}
