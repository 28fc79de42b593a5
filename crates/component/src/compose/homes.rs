//! Homes for interfaces that hold types and no functions, but use those of interfaces that live in the app.
//!
//! Nobody has to implement such an interface. One of plain types can be left to the app's imports; one that uses a
//! resource can't, since the resource may live in a component of the app, nor can one that uses a type of an interface
//! with functions that a component exports: the app would import these functions along with the type. So each consumer gets a
//! small component that imports the interfaces with the types and exports those that use them, and runs nothing.

use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::Resolve;

use super::{App, Joiner, Part};
use crate::Causes;
use crate::ComposeError;
use crate::encode::{EncodeOptions, encode};
use crate::wiring::{HOST, Links, Port, Ports, best_export, link_names};

/// Further parts of an app, and the links to them.
#[derive(Debug, Default)]
pub(super) struct Homes {
    pub(super) parts: Vec<Part>,
    pub(super) links: Links,
}

/// The homes that an app needs, those that other homes need among them. Their ports are added to the parts'.
pub(super) fn homes(app: &App<'_>, joiner: &mut Joiner, ports: &mut Vec<Ports>) -> Result<Homes, ComposeError> {
    let mut homes = Homes { parts: Vec::new(), links: app.links.clone() };
    let mut at = 0;
    while at < ports.len() {
        let names = ports[at].clone();
        let homeless =
            names.imports.iter().filter(|port| needs_home(port, &names, app.links, &ports[..app.parts.len()]));
        for port in homeless.collect::<Vec<_>>() {
            let consumer = app.parts.iter().chain(&homes.parts).find(|part| part.name == names.name);
            let consumer = consumer.expect("ports belong to parts");
            let component = home(&consumer.component, &port.name).map_err(|cause| ComposeError::Join {
                app: app.name.to_owned(),
                cause: Causes::of(&cause.context(format!("types of `{}` for `{}`", port.name, names.name))),
            })?;
            // No component can have such a name.
            let name = format!("{} for {}", port.name, names.name);
            let links = homes.links.entry(names.name.clone()).or_default();
            links.retain(|import, _| !link_names(import, &port.name));
            links.insert(port.name.clone(), name.clone());
            let part = Part { name, component };
            joiner.register(std::slice::from_ref(&part))?;
            ports.push(joiner.ports(&part));
            homes.parts.push(part);
        }
        at += 1;
    }
    Ok(homes)
}

/// Whether an import of types can neither be left to the app nor be had from a component.
fn needs_home(port: &Port, part: &Ports, links: &Links, ports: &[Ports]) -> bool {
    let exported = |interface: &str| {
        let mut others = ports.iter().filter(|other| other.name != part.name);
        others.any(|other| best_export(other, interface).is_some())
    };
    let is_linked = links
        .get(&part.name)
        .is_some_and(|links| links.iter().any(|(import, provider)| link_names(import, &port.name) && provider != HOST));
    let lives_here = |interface: &String| {
        let import = || part.imports.iter().find(|import| import.name == *interface);
        exported(interface) || import().is_some_and(|import| needs_home(import, part, links, ports))
    };
    port.types_only && !is_linked && !exported(&port.name) && (port.uses_resources || port.uses.iter().any(lives_here))
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
