//! Who satisfies whose imports, decided by names alone.
//!
//! Input are the import and export names of each component and the user's explicit links; the result says for
//! every import reached from the entry which component's export satisfies it, or that it is the app's own. Types
//! are checked later, when the components are joined.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use witloom_diag::did_you_mean;

use crate::ComposeError;

/// Explicit links: component → import (with or without version) → the component that satisfies it, or `host`.
pub type Links = BTreeMap<String, BTreeMap<String, String>>;

/// The word that leaves an import to the host in a link.
pub const HOST: &str = "host";

/// The names of one component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ports {
    /// The component's name in the app.
    pub name: String,
    /// What it imports.
    pub imports: Vec<Port>,
    /// The names of what it exports.
    pub exports: Vec<String>,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// For instance `shop:orders/rates@0.1.0`.
    pub name: String,
    /// The interface that a name of the component's own choice stands for (`import primary: rates;`).
    pub implements: Option<String>,
    /// Whether it holds types without functions or resources, so that nobody has to implement it.
    pub types_only: bool,
    /// Whether some of these types are resources of another import.
    pub uses_resources: bool,
    /// The interfaces that some of its types come from.
    pub uses: Vec<String>,
    /// Whether it is a resource that stands in the world itself.
    pub is_resource: bool,
    /// Whether it is the app's own, whoever else exports it.
    pub is_of_host: bool,
}

impl Port {
    /// The interface, whatever the component calls it.
    pub(crate) fn interface(&self) -> &str {
        self.implements.as_ref().unwrap_or(&self.name)
    }

    /// The export of a component that satisfies it: of its own name, or of the interface that it stands for.
    fn export_of<'a>(&self, part: &'a Ports) -> Option<&'a str> {
        best_export(part, &self.name).or_else(|| best_export(part, self.implements.as_ref()?))
    }
}

/// One import satisfied by another component's export.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wire {
    /// The component that imports.
    pub consumer: String,
    /// Its import.
    pub import: String,
    /// The component that exports.
    pub provider: String,
    /// Its export, maybe of another compatible version.
    pub export: String,
}

/// The whole wiring of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wiring {
    /// Components that the entry reaches, providers before their consumers, the entry last.
    pub order: Vec<String>,
    /// All connections between them.
    pub wires: Vec<Wire>,
    /// Components that nothing reaches.
    pub unused: Vec<String>,
}

/// Decides the wiring of the app whose exports are those of `entry`.
pub fn wire(parts: &[Ports], entry: &str, links: &Links) -> Result<Wiring, ComposeError> {
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    if !names.contains(&entry) {
        return Err(ComposeError::UnknownEntry { entry: entry.to_owned(), hint: hint_of(entry, &names) });
    }
    check_links(parts, links, &names)?;
    let mut walk = Walk { parts, links, path: Vec::new(), done: BTreeSet::new(), wiring: Wiring::default() };
    walk.visit(entry)?;
    let mut wiring = walk.wiring;
    wiring.unused = names.iter().filter(|name| !walk.done.contains(**name)).map(|&name| name.to_owned()).collect();
    Ok(wiring)
}

fn hint_of(wanted: &str, names: &[&str]) -> String {
    did_you_mean(wanted, names.iter().copied())
        .map_or_else(|| format!("the app has {}", quoted(names)), |name| format!("did you mean `{name}`?"))
}

fn quoted(names: &[&str]) -> String {
    crate::error::list(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
}

/// Every link must name a component, one of its imports, and a component that exports it.
fn check_links(parts: &[Ports], links: &Links, names: &[&str]) -> Result<(), ComposeError> {
    let find = |name: &str| parts.iter().find(|part| part.name == name);
    let unknown = |name: &str| ComposeError::UnknownLinkComponent { name: name.to_owned(), hint: hint_of(name, names) };
    for (consumer, wanted) in links {
        let consumer = find(consumer).ok_or_else(|| unknown(consumer))?;
        for (import, provider) in wanted {
            let imports: Vec<_> = consumer.imports.iter().map(|port| port.name.as_str()).collect();
            let Some(port) = consumer.imports.iter().find(|port| link_names(import, &port.name)) else {
                return Err(ComposeError::UnknownLinkImport {
                    component: consumer.name.clone(),
                    import: import.clone(),
                    hint: did_you_mean(import, imports.iter().copied())
                        .map_or_else(|| format!("it imports {}", quoted(&imports)), |n| format!("did you mean `{n}`?")),
                });
            };
            if provider == HOST && find(HOST).is_none() {
                continue;
            }
            let provider = find(provider).ok_or_else(|| unknown(provider))?;
            if port.export_of(provider).is_none() {
                return Err(ComposeError::LinkWithoutExport {
                    component: provider.name.clone(),
                    import: port.implements.as_ref().unwrap_or(&port.name).clone(),
                    exports: provider.exports.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Whether the key of a link means the import: the same name, or the name without its version.
pub(crate) fn link_names(key: &str, import: &str) -> bool {
    key == import || import.split_once('@').is_some_and(|(name, _)| name == key)
}

struct Walk<'a> {
    parts: &'a [Ports],
    links: &'a Links,
    /// From the entry to the component being visited, for naming cycles.
    path: Vec<&'a str>,
    done: BTreeSet<&'a str>,
    wiring: Wiring,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, name: &str) -> Result<(), ComposeError> {
        let part = self.parts.iter().find(|part| part.name == name).expect("providers are looked up among the parts");
        if let Some(start) = self.path.iter().position(|&seen| seen == part.name) {
            let mut cycle: Vec<String> = self.path[start..].iter().map(|&name| name.to_owned()).collect();
            cycle.push(part.name.clone());
            return Err(ComposeError::Cycle { cycle });
        }
        if self.done.contains(part.name.as_str()) {
            return Ok(());
        }
        self.path.push(&part.name);
        for port in &part.imports {
            if let Some((provider, export)) = self.provider(part, port)? {
                self.visit(provider)?;
                self.wiring.wires.push(Wire {
                    consumer: part.name.clone(),
                    import: port.name.clone(),
                    provider: provider.to_owned(),
                    export: export.to_owned(),
                });
            }
        }
        self.path.pop();
        self.done.insert(&part.name);
        self.wiring.order.push(part.name.clone());
        Ok(())
    }

    /// The component and its export that satisfy an import, or `None` when the app imports it itself.
    fn provider(&self, part: &Ports, port: &Port) -> Result<Option<(&'a str, &'a str)>, ComposeError> {
        if port.is_of_host {
            return Ok(None);
        }
        let wanted = self.links.get(&part.name).and_then(|links| {
            links.iter().find(|(key, _)| link_names(key, &port.name)).map(|(_, provider)| provider.as_str())
        });
        let candidates: Vec<(&str, &str)> = self
            .parts
            .iter()
            .filter(|other| wanted.map_or(other.name != part.name, |wanted| wanted == other.name))
            .filter_map(|other| port.export_of(other).map(|export| (other.name.as_str(), export)))
            .collect();
        let is_exact = |export: &str| export == port.name || Some(export) == port.implements.as_deref();
        let exact: Vec<_> = candidates.iter().filter(|(_, export)| is_exact(export)).copied().collect();
        match if exact.is_empty() { candidates } else { exact }.as_slice() {
            [one] => Ok(Some(*one)),
            [] if wanted == Some(HOST) || port.types_only || witloom_wasi::is_of_host(port.interface()) => Ok(None),
            [] => Err(self.missing(part, port)),
            several => Err(ComposeError::Ambiguous {
                component: part.name.clone(),
                import: port.name.clone(),
                candidates: several.iter().map(|(name, _)| (*name).to_owned()).collect(),
                link: format!("[links.{}]\n\"{}\" = \"{}\"", part.name, port.name, several[0].0),
            }),
        }
    }

    fn missing(&self, part: &Ports, port: &Port) -> ComposeError {
        let base = port.interface().split('@').next().unwrap_or_default();
        let others: Vec<(&str, &str)> = self
            .parts
            .iter()
            .filter(|other| other.name != part.name)
            .flat_map(|other| other.exports.iter().map(|export| (other.name.as_str(), export.as_str())))
            .collect();
        let versions = others.iter().find(|(_, export)| export.split('@').next() == Some(base));
        let similar = did_you_mean(port.interface(), others.iter().map(|(_, export)| *export));
        let hint = match (versions, similar) {
            (Some((name, export)), _) => format!("`{name}` exports `{export}`, a version that does not fit"),
            (None, Some(export)) => format!("a component exports `{export}`: is that the one?"),
            (None, None) if port.is_resource => format!(
                "no component can export a resource that stands in the world itself: put `{}` into an interface",
                port.name
            ),
            (None, None) => format!(
                "export it from a component, or leave it to the host with `\"{}\" = \"{HOST}\"` under `[links.{}]`",
                port.name, part.name
            ),
        };
        ComposeError::Missing { component: part.name.clone(), import: port.name.clone(), hint }
    }
}

/// The export that satisfies `import`: the same name, else the highest version on the same semver track.
pub(crate) fn best_export<'a>(part: &'a Ports, import: &str) -> Option<&'a str> {
    let exact = part.exports.iter().find(|export| *export == import);
    let track = track_of(import);
    let compatible = || {
        let (name, track, _) = track?;
        part.exports
            .iter()
            .filter_map(|export| Some((track_of(export)?, export)))
            .filter(|((other, version_track, _), _)| *other == name && *version_track == track)
            .max_by(|((_, _, a), _), ((_, _, b), _)| a.cmp(b))
            .map(|(_, export)| export)
    };
    exact.or_else(compatible).map(String::as_str)
}

/// The interface's name, the version's track, and the version. Versions on one track replace each other:
/// `1.x`, `0.2.x`; prereleases and `0.0.x` have none.
pub(crate) fn track_of(name: &str) -> Option<(&str, (u64, u64), Version)> {
    let (base, version) = name.split_once('@')?;
    let version = Version::parse(version).ok()?;
    match (version.pre.is_empty(), version.major, version.minor) {
        (true, 0, 0) | (false, _, _) => None,
        (true, 0, minor) => Some((base, (0, minor), version)),
        (true, major, _) => Some((base, (major, 0), version)),
    }
}
