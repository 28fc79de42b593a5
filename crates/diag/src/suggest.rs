//! "Did you mean": the closest of a set of known names.

/// The candidate closest to `wanted`, when it is close enough to be a typing error.
///
/// Close means a Damerau-Levenshtein distance of at most a third of the longer name, and at least one.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(distance, name)| *distance <= (wanted.len().max(name.len()) / 3).max(1))
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn finds_typing_errors_only() {
        assert_eq!(did_you_mean("shop", ["shop-api", "shpo", "cart"]), Some("shpo"));
        assert_eq!(did_you_mean("gatway", ["gateway", "pricing"]), Some("gateway"));
        assert_eq!(did_you_mean("rates", ["pricing"]), None);
    }
}
