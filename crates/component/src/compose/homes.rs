//! Homes for interfaces that hold types and no functions, but use somebody's resources.
//!
//! Nobody has to implement such an interface. One of plain types can be left to the app's imports; one that uses a
//! resource can't, since the resource may live in a component of the app. So each consumer gets a small component
//! that imports the interfaces with the resources and exports the types, and runs nothing.

use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::Resolve;

use super::{App, Part};
use crate::Causes;
use crate::ComposeError;
use crate::encode::{EncodeOptions, encode};
use crate::wiring::{HOST, Links, Ports, best_export, link_names};

/// Further parts of an app, and the links to them.
#[derive(Debug, Default)]
pub(super) struct Homes {
    pub(super) parts: Vec<Part>,
    pub(super) links: Links,
}

/// The homes that an app needs.
pub(super) fn homes(app: &App<'_>, ports: &[Ports]) -> Result<Homes, ComposeError> {
    let mut homes = Homes { parts: Vec::new(), links: app.links.clone() };
    for (part, names) in app.parts.iter().zip(ports) {
        for port in names.imports.iter().filter(|port| port.types_only && port.uses_resources) {
            let is_linked = app.links.get(&part.name).is_some_and(|links| {
                links.iter().any(|(import, provider)| link_names(import, &port.name) && provider != HOST)
            });
            let others = ports.iter().filter(|other| other.name != part.name);
            if is_linked || others.into_iter().any(|other| best_export(other, &port.name).is_some()) {
                continue;
            }
            let component = home(&part.component, &port.name).map_err(|cause| ComposeError::Join {
                app: app.name.to_owned(),
                cause: Causes::of(&cause.context(format!("types of `{}` for `{}`", port.name, part.name))),
            })?;
            // No component can have such a name.
            let name = format!("{} for {}", port.name, part.name);
            let links = homes.links.entry(part.name.clone()).or_default();
            links.retain(|import, _| !link_names(import, &port.name));
            links.insert(port.name.clone(), name.clone());
            homes.parts.push(Part { name, component });
        }
    }
    Ok(homes)
}

/// A component that exports an interface as a consumer imports it.
fn home(consumer: &[u8], interface: &str) -> anyhow::Result<Vec<u8>> {
    let decoded = wit_component::decode(consumer)?;
    let DecodedWasm::Component(resolve, _) = &decoded else { anyhow::bail!("it holds WIT and no code") };
    let main = decoded.package();
    let others: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != main).collect();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false).print(resolve, main, &others)?;
    let text = printer.output.to_string();
    let (head, rest) = text.split_once(';').ok_or_else(|| anyhow::anyhow!("a package without a name"))?;
    let text = format!("{head};\nworld witloom-home {{ export {interface}; }}\n{rest}");
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let package = resolve.push_str("home.wit", &text)?;
    let world = resolve.select_world(&[package], Some("witloom-home"))?;
    Ok(encode(b"\0asm\x01\0\0\0", &resolve, world, &EncodeOptions::default())?)
}
