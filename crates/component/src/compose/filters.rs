//! Filters between the components of an app and its host, where components have grants.

use std::collections::BTreeMap;

use super::waits::Functions;
use super::{App, ComposeError, Part};
use crate::Causes;
use crate::grants::{self, Grants, Judgement, Wanted};
use crate::wiring::{HOST, Links, Ports, Wiring, link_names};

/// What filters are made from.
pub(super) struct Filtering<'a> {
    pub(super) app: &'a App<'a>,
    pub(super) grants: &'a BTreeMap<String, Grants>,
    pub(super) functions: &'a BTreeMap<String, Functions>,
}

/// Further parts of an app, and the links to them.
pub(super) struct Filters {
    pub(super) parts: Vec<Part>,
    pub(super) links: Links,
}

/// Leaves all imports to the host: a filter is the last one before it.
pub(super) fn left_to_host(mut ports: Ports) -> Ports {
    ports.imports.iter_mut().for_each(|port| port.is_of_host = true);
    ports
}

impl Filtering<'_> {
    /// The filters of the components that an app reaches. What the wiring leaves to the host stays with it, but for what
    /// is filtered: the ports say so afterwards.
    pub(super) fn filters(&self, ports: &mut [Ports], wiring: &Wiring, links: &Links) -> Result<Filters, ComposeError> {
        let mut filters = Filters { parts: Vec::new(), links: links.clone() };
        for part in ports {
            let is_wired =
                |import: &str| wiring.wires.iter().any(|wire| wire.consumer == part.name && wire.import == import);
            for port in &mut part.imports {
                port.is_of_host = !is_wired(&port.name);
            }
            if self.functions.contains_key(&part.name) && wiring.order.contains(&part.name) {
                self.filter(part, links, &mut filters)?;
            }
        }
        Ok(filters)
    }

    fn filter(&self, part: &mut Ports, links: &Links, filters: &mut Filters) -> Result<(), ComposeError> {
        let name = part.name.clone();
        let own = Grants { args: name == self.app.entry, ..self.grants.get(&name).cloned().unwrap_or_default() };
        let mut imports: Vec<(usize, String)> = Vec::new();
        let mut wanted: Vec<Wanted> = Vec::new();
        for (at, port) in part.imports.iter().enumerate().filter(|(_, port)| port.is_of_host && !port.types_only) {
            let is_linked = links.get(&name).is_some_and(|links| {
                links.iter().any(|(import, provider)| link_names(import, &port.name) && provider == HOST)
            });
            match grants::judge(port.interface()) {
                Judgement::Free => {}
                Judgement::Unknown if is_linked => {}
                Judgement::Unknown => {
                    return Err(ComposeError::Ungranted { component: name, import: port.name.clone() });
                }
                Judgement::Filtered(interface) => {
                    let functions = self.functions[&name].imports.get(&port.name).into_iter().flatten();
                    let functions = functions.map(|function| function.function.clone());
                    imports.push((at, interface.clone()));
                    match wanted.iter_mut().find(|one| one.interface == interface) {
                        Some(known) => known.functions.extend(functions),
                        None => wanted.push(Wanted { interface, functions: functions.collect() }),
                    }
                }
            }
        }
        let made = grants::filter(&name, &wanted, &own).map_err(|cause| ComposeError::Join {
            app: self.app.name.to_owned(),
            cause: Causes::of(&cause.context(format!("the grants of `{name}`"))),
        })?;
        let Some(component) = made else { return Ok(()) };
        let filtered = grants::filtered(&wanted, &own);
        // No component can have such a name.
        let filter = format!("grants of {name}");
        let links = filters.links.entry(name).or_default();
        for (at, _) in imports.iter().filter(|(_, interface)| filtered.contains(interface)) {
            let port = &mut part.imports[*at];
            port.is_of_host = false;
            links.retain(|import, _| !link_names(import, &port.name));
            links.insert(port.name.clone(), filter.clone());
        }
        filters.parts.push(Part { name: filter, component });
        Ok(())
    }
}
