//! Which cells: `case=lists caller=go`, or a part of a name.

use std::str::FromStr;

use regex::Regex;

use crate::error::MatrixError;

/// A selection of cells: every term must fit. `*` in a term stands for any text.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    case: Vec<Regex>,
    function: Vec<Regex>,
    caller: Vec<Regex>,
    callee: Vec<Regex>,
    anywhere: Vec<String>,
}

impl FromStr for Filter {
    type Err = MatrixError;

    fn from_str(text: &str) -> Result<Self, MatrixError> {
        let mut filter = Self::default();
        for term in text.split_whitespace() {
            let Some((key, glob)) = term.split_once('=') else {
                filter.anywhere.push(term.to_owned());
                continue;
            };
            let regex = glob_regex(glob).map_err(|reason| MatrixError::Filter { text: text.to_owned(), reason })?;
            match key {
                "case" => filter.case.push(regex),
                "function" => filter.function.push(regex),
                "caller" => filter.caller.push(regex),
                "callee" => filter.callee.push(regex),
                other => {
                    let reason = format!("there is no key `{other}`");
                    return Err(MatrixError::Filter { text: text.to_owned(), reason });
                }
            }
        }
        Ok(filter)
    }
}

impl Filter {
    /// Whether a function of a case is meant by some pair.
    pub fn takes(&self, case: &str, function: &str) -> bool {
        let all = |terms: &[Regex], text: &str| terms.iter().all(|term| term.is_match(text));
        let named = |part: &String| case.contains(part.as_str()) || function.contains(part.as_str());
        all(&self.case, case) && all(&self.function, function) && self.anywhere.iter().all(named)
    }

    /// Whether a pair is meant.
    pub fn takes_pair(&self, caller: &str, callee: &str) -> bool {
        let all = |terms: &[Regex], text: &str| terms.iter().all(|term| term.is_match(text));
        all(&self.caller, caller) && all(&self.callee, callee)
    }
}

/// The pattern of a text in which `*` stands for anything.
pub(crate) fn glob_regex(glob: &str) -> Result<Regex, String> {
    let parts: Vec<String> = glob.split('*').map(regex::escape).collect();
    Regex::new(&format!("^{}$", parts.join(".*"))).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn every_term_must_fit() {
        let filter: Filter = "case=lists echo caller=go".parse().unwrap();
        assert!(filter.takes("lists", "echo-u8") && !filter.takes("lists", "take") && !filter.takes("x", "echo"));
        assert!(filter.takes_pair("go", "js") && !filter.takes_pair("js", "go"));
        assert!("function=echo-*".parse::<Filter>().unwrap().takes("a", "echo-b"));
        assert!("colour=red".parse::<Filter>().is_err());
    }
}
