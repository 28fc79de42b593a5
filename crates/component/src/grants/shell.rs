//! An interface with methods, from the host's functions and the filter's.
//!
//! Only a component can export methods, each with a type that names the resources beside it. So such an interface is a
//! component inside the filter, without code: it imports what the filter imports, and the filter's functions.

use wasm_encoder::reencode::{Reencode, ReencodeComponent};
use wasm_encoder::{ComponentBuilder, ComponentExportKind, ComponentTypeRef};
use wasmparser::{ComponentAlias, InstanceTypeDeclaration, TypeBounds};

use super::Wanted;
use super::declared::{declare, interface, strange};
use super::types::{self, Types};

/// The component of an interface; `answered` tells the number of a function that the filter has.
pub(super) fn shell(
    wanted: &Wanted,
    types: &Types,
    answered: &dyn Fn(&str) -> Option<usize>,
) -> anyhow::Result<ComponentBuilder> {
    let mut builder = ComponentBuilder::default();
    let declared = declare(&mut builder, &types.encode()?)?;
    let own = declared.instances.get(&wanted.interface).copied();
    let own = own.ok_or_else(|| anyhow::anyhow!("`{}` isn't imported", wanted.interface))?;
    let whole = types.encode_whole(&wanted.interface, &wanted.functions)?;
    // Types of the interface, by their number in it, as they are numbered here.
    let mut renumbered = Renumbered::default();
    for declaration in interface(&whole, &wanted.interface)? {
        match declaration {
            InstanceTypeDeclaration::Type(ty) => {
                let (at, encoder) = builder.ty(None);
                renumbered.parse_component_type(encoder, ty).map_err(strange)?;
                renumbered.types.push(at);
            }
            InstanceTypeDeclaration::Alias(ComponentAlias::Outer { index, .. }) => renumbered.types.push(index),
            InstanceTypeDeclaration::Export { name, ty } => {
                let name = name.full_name().into_owned();
                match ty {
                    wasmparser::ComponentTypeRef::Type(bounds) => {
                        let alias = builder.alias_export(own, &name, ComponentExportKind::Type);
                        let ascribed = match bounds {
                            TypeBounds::Eq(ty) => Some(ComponentTypeRef::Type(wasm_encoder::TypeBounds::Eq(
                                renumbered.component_type_index(ty),
                            ))),
                            TypeBounds::SubResource => None,
                        };
                        let at = builder.export(name.as_str(), ComponentExportKind::Type, alias, ascribed);
                        renumbered.types.push(at);
                    }
                    wasmparser::ComponentTypeRef::Func(ty) => {
                        let function = match answered(&name) {
                            Some(at) => {
                                let name = types::name(at);
                                let (ty, _) = declared.functions[&name];
                                builder.import(name.as_str(), ComponentTypeRef::Func(ty))
                            }
                            None => builder.alias_export(own, &name, ComponentExportKind::Func),
                        };
                        let ty = ComponentTypeRef::Func(renumbered.component_type_index(ty));
                        builder.export(name.as_str(), ComponentExportKind::Func, function, Some(ty));
                    }
                    _ => anyhow::bail!("an interface of more than types and functions"),
                }
            }
            InstanceTypeDeclaration::Alias(_) | InstanceTypeDeclaration::CoreType(_) => {
                anyhow::bail!("an interface that refers to what isn't beside it")
            }
        }
    }
    Ok(builder)
}

/// Writes types of an interface as those of a component.
#[derive(Default)]
struct Renumbered {
    types: Vec<u32>,
}

impl Reencode for Renumbered {
    type Error = std::convert::Infallible;
}

impl ReencodeComponent for Renumbered {
    fn component_type_index(&mut self, ty: u32) -> u32 {
        // The validator finds a type that isn't there.
        self.types.get(ty as usize).copied().unwrap_or(u32::MAX)
    }
}
