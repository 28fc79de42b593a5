//! Where a URL leads.

use hyper::Uri;
use witloom_component::origin::Place;

/// Where a URL leads; none when it has a user's name or a host that can't be one.
pub(super) fn place_of(uri: &Uri) -> Option<Place> {
    Place::of(uri.scheme_str()?, uri.authority()?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use witloom_component::origin::HttpOrigin;

    fn covers(origin: &str, url: &str) -> bool {
        let place = place_of(&url.parse().expect("a URL")).expect("a place");
        origin.parse::<HttpOrigin>().expect("an origin").covers(&place)
    }

    #[test]
    fn origins_are_compared_by_their_parts() {
        for (origin, url) in [
            ("https://api.example.com", "https://api.example.com/a?b"),
            ("https://api.example.com", "https://API.example.com:443/"),
            ("HTTPS://Api.Example.com.:443/", "https://api.example.com."),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://[::1]:8080", "http://[0:0::1]:8080/"),
            ("http://[::1]", "http://[::1]:80"),
            ("https://*.example.com", "https://a.b.example.com"),
            ("https://*", "https://anyone.test"),
            ("http://localhost:*", "http://localhost:4711/"),
            ("*", "http://10.0.0.1:1/"),
        ] {
            assert!(covers(origin, url), "{origin} {url}");
        }
        for (origin, url) in [
            ("https://api.example.com", "http://api.example.com"),
            ("https://api.example.com", "https://api.example.com.evil.test"),
            ("https://api.example.com", "https://api.example.com:8443"),
            ("https://api.example.com", "https://xapi.example.com"),
            ("https://*.example.com", "https://example.com"),
            ("https://*.example.com", "https://badexample.com"),
            ("https://*.example.com", "https://a.example.com.evil.test"),
            ("https://*", "https://anyone.test:8443"),
            ("http://127.0.0.1", "http://[::ffff:127.0.0.1]"),
            ("http://127.0.0.1", "http://127.1"),
        ] {
            assert!(!covers(origin, url), "{origin} {url}");
        }
    }

    #[test]
    fn what_is_no_place_has_none() {
        for url in ["https://api.example.com@evil.test/", "https://user:word@a.test/", "http://a..b/", "http://a:0/"] {
            assert_eq!(url.parse().ok().and_then(|uri| place_of(&uri)), None, "{url}");
        }
    }
}
