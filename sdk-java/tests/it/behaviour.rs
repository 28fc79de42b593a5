//! Exceptions, arithmetic, the console, the clock and memory.

use std::sync::OnceLock;

use anyhow::Result;
use wasmtime::component::{Linker, Val};
use wasmtime::{Collector, Engine};

use crate::support::{Folder, Host, Running, Wave, engine, run};

const ACTS: &str = "test:behaviour/acts";

fn host(linker: &mut Linker<Host>) -> Result<()> {
    let mut host = linker.instance("test:behaviour/host")?;
    host.func_new("echo", |_, _, params, results| {
        results[0] = params[0].clone();
        Ok(())
    })?;
    host.func_new("fetch", |_, _, params, results| {
        let Val::U32(n) = params[0] else { wasmtime::bail!("no number") };
        results[0] = Val::List((0..n).map(|n| Val::String(format!("text {n}"))).collect());
        Ok(())
    })?;
    Ok(())
}

fn component() -> &'static [u8] {
    static COMPONENT: OnceLock<Vec<u8>> = OnceLock::new();
    COMPONENT.get_or_init(|| {
        let built = Folder::case("behaviour").unwrap().build().unwrap();
        assert_eq!(built.warnings, Vec::<String>::new());
        built.component
    })
}

fn start() -> Result<Running> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    run(ENGINE.get_or_init(|| engine(Collector::Auto)), component(), host)
}

#[test]
fn an_exception_is_reported_before_the_trap() -> Result<()> {
    for (how, expected) in [
        ("null", "java.lang.NullPointerException"),
        ("bounds", "java.lang.ArrayIndexOutOfBoundsException"),
        ("cast", "java.lang.ClassCastException"),
        ("divide", "java.lang.ArithmeticException: / by zero"),
        ("missing", "java.util.NoSuchElementException: nobody"),
        ("deep", "java.lang.IllegalArgumentException: deep down"),
        ("cause", "java.lang.IllegalStateException: outer"),
    ] {
        let mut running = start()?;
        let error = running.wave(ACTS, "fail", &[&format!("{how:?}")]).expect_err(how);
        assert!(format!("{error:?}").contains("unreachable"), "{error:?}");
        let report = running.stderr();
        let head = format!("witloom: java export `{ACTS}#fail` failed: {expected}");
        assert!(report.starts_with(&head), "{how}: {report}");
        if how == "deep" {
            let frames = [("deep", 80), ("deep", 82), ("deep", 82), ("deep", 82), ("fail", 66)];
            let frames = frames.map(|(name, line)| format!("\tat app.Acts.{name}(Acts.java:{line})\n"));
            assert!(report.ends_with(&frames.concat()), "{report}");
        }
        if how == "cause" {
            assert!(report.contains("Caused by: java.lang.RuntimeException: inner"), "{report}");
        }
    }
    Ok(())
}

#[test]
fn exceptions_can_be_caught_as_java_says() -> Result<()> {
    let mut running = start()?;
    for (how, expected) in [
        ("null", "NullPointerException: null"),
        ("divide", "ArithmeticException: / by zero"),
        ("other", "UnsupportedOperationException: other"),
    ] {
        assert_eq!(running.wave(ACTS, "caught", &[&format!("{how:?}")])?, format!("{expected:?}"));
    }
    let cast = running.wave(ACTS, "caught", &["\"cast\""])?;
    assert!(cast.starts_with("\"ClassCastException"), "{cast}");
    Ok(())
}

#[test]
fn integers_divide_as_in_java() -> Result<()> {
    let mut running = start()?;
    for (name, a, b, expected) in [
        ("divide", "-7", "2", "-3"),
        ("divide", "-2147483648", "-1", "-2147483648"),
        ("divide-long", "-9223372036854775808", "-1", "-9223372036854775808"),
        ("divide-long", "9", "-2", "-4"),
        ("remainder", "-7", "2", "-1"),
        ("remainder", "-2147483648", "-1", "0"),
    ] {
        assert_eq!(running.wave(ACTS, name, &[a, b])?, expected, "{a} {name} {b}");
    }
    assert!(running.wave(ACTS, "remainder", &["1", "0"]).is_err());
    assert!(running.stderr().contains("ArithmeticException: / by zero"), "{}", running.stderr());
    Ok(())
}

#[test]
fn a_value_out_of_range_is_named() -> Result<()> {
    let mut running = start()?;
    assert!(running.wave(ACTS, "bad-number", &[]).is_err());
    let report = running.stderr();
    let expected = "result of `test:behaviour/acts#bad-number`: expected u8 (0 to 255), got 256";
    assert!(report.contains(expected), "{report}");
    Ok(())
}

#[test]
fn the_console_takes_all_of_unicode() -> Result<()> {
    let mut running = start()?;
    running.wave(ACTS, "say", &["\"Zoë 漢 😀\""])?;
    assert_eq!(running.stdout(), "Zoë 漢 😀");
    assert_eq!(running.stderr(), "err Zoë 漢 😀\n");
    let long = "x".repeat(10_000);
    running.wave(ACTS, "say", &[&format!("{long:?}")])?;
    assert!(running.stdout().ends_with(&long));
    assert_eq!(running.wave(ACTS, "surrogate", &[])?, "\"a\u{fffd}b\u{fffd}\"");
    Ok(())
}

#[test]
fn clock_random_maths_and_text_work() -> Result<()> {
    let mut running = start()?;
    let Some(Val::U64(now)) = running.call(ACTS, "now", &[])? else { panic!("no time") };
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis();
    assert!(u128::from(now).abs_diff(since) < 60_000, "{now}");
    let Some(Val::Float64(a)) = running.call(ACTS, "random", &[])? else { panic!("no number") };
    let Some(Val::Float64(b)) = running.call(ACTS, "random", &[])? else { panic!("no number") };
    assert!((0.0..1.0).contains(&a) && (0.0..1.0).contains(&b) && a.to_bits() != b.to_bits());
    for x in [0.25_f64, 1.5, 10.0, 123.456] {
        let Some(Val::List(values)) = running.call(ACTS, "maths", &[Val::Float64(x)])? else { panic!("no list") };
        let expected = [x.sin(), x.cos(), x.exp(), x.ln(), x.powf(2.5), x.atan2(2.0), x.sqrt(), x.floor(), x.ceil()];
        for (value, expected) in values.iter().zip(expected) {
            let Val::Float64(value) = value else { panic!("no number") };
            assert!((value - expected).abs() <= 4e-15 * expected.abs().max(1e-3), "{x}: {value} for {expected}");
        }
    }
    assert_eq!(running.wave(ACTS, "format", &["2.345"])?, "\"it is 2.35\"");
    Ok(())
}

#[test]
fn large_lists_come_and_go() -> Result<()> {
    let mut running = start()?;
    let big = Val::List(vec![Val::U8(7); 1 << 20]);
    for _ in 0..20 {
        assert_eq!(running.call(ACTS, "echo-bytes", std::slice::from_ref(&big))?.as_ref(), Some(&big));
    }
    assert_eq!(running.wave(ACTS, "fetch", &["10"])?, "60");
    Ok(())
}
