//! Where two values of one type differ.

use std::fmt;

use wasmtime::component::Val;

use super::text::to_wave;

/// A place where a value is another one than expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `.items[2].price`; empty for the value as a whole.
    pub place: String,
    /// What was expected there, in WAVE; nothing where nothing was.
    pub expected: Option<String>,
    /// What is there, in WAVE; nothing where something is missing.
    pub got: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the value" } else { &self.place };
        match (&self.expected, &self.got) {
            (Some(expected), Some(got)) => write!(f, "{place}: expected {expected}, got {got}"),
            (Some(expected), None) => write!(f, "{place}: {expected} is missing"),
            (None, Some(got)) => write!(f, "{place}: {got} is too much"),
            (None, None) => f.write_str(place),
        }
    }
}

/// The innermost places where `got` differs from `expected`, in the order of the value. Both are of one type.
pub(super) fn differences(expected: &Val, got: &Val) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(expected, got, String::new(), &mut found);
    found
}

fn walk(expected: &Val, got: &Val, place: String, found: &mut Vec<Difference>) {
    if expected == got {
        return;
    }
    match (expected, got) {
        (Val::List(expected), Val::List(got)) | (Val::FixedLengthList(expected), Val::FixedLengthList(got)) => {
            elements(expected, got, &place, found);
        }
        (Val::Tuple(expected), Val::Tuple(got)) => {
            for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
                walk(expected, got, format!("{place}.{at}"), found);
            }
        }
        (Val::Record(expected), Val::Record(got)) => {
            for ((name, expected), (_, got)) in expected.iter().zip(got) {
                walk(expected, got, format!("{place}.{name}"), found);
            }
        }
        (Val::Map(expected), Val::Map(got)) => {
            let pairs = |map: &[(Val, Val)]| -> Vec<Val> {
                map.iter().map(|(key, value)| Val::Tuple(vec![key.clone(), value.clone()])).collect()
            };
            elements(&pairs(expected), &pairs(got), &place, found);
        }
        (Val::Variant(one, Some(expected)), Val::Variant(other, Some(got))) if one == other => {
            walk(expected, got, format!("{place}.{one}"), found);
        }
        (Val::Option(Some(expected)), Val::Option(Some(got))) => walk(expected, got, format!("{place}.some"), found),
        (Val::Result(Ok(Some(expected))), Val::Result(Ok(Some(got)))) => {
            walk(expected, got, format!("{place}.ok"), found);
        }
        (Val::Result(Err(Some(expected))), Val::Result(Err(Some(got)))) => {
            walk(expected, got, format!("{place}.err"), found);
        }
        (expected, got) => {
            let (expected, got) = (Some(to_wave(expected)), Some(to_wave(got)));
            found.push(Difference { place, expected, got });
        }
    }
}

fn elements(expected: &[Val], got: &[Val], place: &str, found: &mut Vec<Difference>) {
    for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
        walk(expected, got, format!("{place}[{at}]"), found);
    }
    let both = expected.len().min(got.len());
    for (at, missing) in expected.iter().enumerate().skip(both) {
        found.push(Difference { place: format!("{place}[{at}]"), expected: Some(to_wave(missing)), got: None });
    }
    for (at, extra) in got.iter().enumerate().skip(both) {
        found.push(Difference { place: format!("{place}[{at}]"), expected: None, got: Some(to_wave(extra)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, price: u32) -> Val {
        Val::Record(vec![("name".to_owned(), Val::String(name.into())), ("price".to_owned(), Val::U32(price))])
    }

    #[test]
    fn the_innermost_places_are_named() {
        let expected = Val::Result(Ok(Some(Box::new(Val::List(vec![item("tea", 3), item("salt", 1)])))));
        let got = Val::Result(Ok(Some(Box::new(Val::List(vec![item("tea", 4)])))));
        let told: Vec<String> = differences(&expected, &got).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [".ok[0].price: expected 3, got 4", ".ok[1]: {name: \"salt\", price: 1} is missing"],
            "two places"
        );
        let told: Vec<String> = differences(&got, &Val::Result(Err(None))).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["the value: expected ok([{name: \"tea\", price: 4}]), got err"]);
        assert!(differences(&got, &got.clone()).is_empty());
    }
}
