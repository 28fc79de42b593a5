//! Takes over what the type of a component declares: its imports, and the types of functions.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{ReencodeComponent as _, RoundtripReencoder};
use wasm_encoder::{ComponentBuilder, ComponentValType};
use wasmparser::{
    ComponentAlias, ComponentOuterAliasKind, ComponentType, ComponentTypeDeclaration, ComponentTypeRef,
    InstanceTypeDeclaration, Parser, Payload,
};

/// What was declared.
#[derive(Default)]
pub(super) struct Declared {
    /// Imported interfaces.
    pub(super) instances: BTreeMap<String, u32>,
    /// The types of answered functions, and of what they return.
    pub(super) functions: BTreeMap<String, (u32, Option<ComponentValType>)>,
}

/// Declares the same in a component as a package's only type of components does.
pub(super) fn declare(builder: &mut ComponentBuilder, package: &[u8]) -> anyhow::Result<Declared> {
    let mut declared = Declared::default();
    let mut results: BTreeMap<u32, Option<ComponentValType>> = BTreeMap::new();
    for declaration in declarations(package)? {
        match declaration {
            ComponentTypeDeclaration::Type(ty) => {
                let result = match &ty {
                    ComponentType::Func(function) => function.result.map(Into::into),
                    _ => None,
                };
                let (at, encoder) = builder.ty(None);
                results.insert(at, result);
                RoundtripReencoder.parse_component_type(encoder, ty).map_err(strange)?;
            }
            ComponentTypeDeclaration::Alias(alias) => {
                let alias = RoundtripReencoder.component_alias(alias).map_err(strange)?;
                builder.alias(None, alias);
            }
            ComponentTypeDeclaration::Import(import) => {
                let name = import.name.full_name().into_owned();
                let ty = RoundtripReencoder.component_type_ref(import.ty).map_err(strange)?;
                let at = builder.import(name.as_str(), ty);
                declared.instances.insert(name, at);
            }
            ComponentTypeDeclaration::Export { name, ty } => {
                let ComponentTypeRef::Func(ty) = ty else { anyhow::bail!("an export that is no function") };
                let result = results.get(&ty).copied().flatten();
                declared.functions.insert(name.full_name().into_owned(), (ty, result));
            }
            ComponentTypeDeclaration::CoreType(_) => anyhow::bail!("a core type in a package"),
        }
    }
    Ok(declared)
}

/// What the type of an imported interface declares.
pub(super) fn interface<'p>(package: &'p [u8], name: &str) -> anyhow::Result<Vec<InstanceTypeDeclaration<'p>>> {
    let mut types: Vec<Option<Vec<InstanceTypeDeclaration<'p>>>> = Vec::new();
    for declaration in declarations(package)? {
        match declaration {
            ComponentTypeDeclaration::Type(ComponentType::Instance(ty)) => types.push(Some(ty.into_vec())),
            ComponentTypeDeclaration::Type(_) => types.push(None),
            ComponentTypeDeclaration::Import(import) if import.name.full_name() == name => {
                let ComponentTypeRef::Instance(ty) = import.ty else { break };
                return types.into_iter().nth(ty as usize).flatten().ok_or_else(|| anyhow::anyhow!("no interface"));
            }
            ComponentTypeDeclaration::Alias(
                ComponentAlias::InstanceExport { .. }
                | ComponentAlias::Outer { kind: ComponentOuterAliasKind::Type, .. },
            ) => types.push(None),
            ComponentTypeDeclaration::Alias(_)
            | ComponentTypeDeclaration::Import(_)
            | ComponentTypeDeclaration::Export { .. }
            | ComponentTypeDeclaration::CoreType(_) => {}
        }
    }
    anyhow::bail!("`{name}` isn't imported")
}

/// What the type of components declares that an encoded package holds: a package's type holds a component's type.
fn declarations(package: &[u8]) -> anyhow::Result<Vec<ComponentTypeDeclaration<'_>>> {
    for payload in Parser::new(0).parse_all(package) {
        let Payload::ComponentTypeSection(section) = payload? else { continue };
        for ty in section {
            let ComponentType::Component(outer) = ty? else { continue };
            for declaration in outer.into_vec() {
                if let ComponentTypeDeclaration::Type(ComponentType::Component(inner)) = declaration {
                    return Ok(inner.into_vec());
                }
            }
        }
    }
    anyhow::bail!("a package without a world")
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` gives it away")]
pub(super) fn strange(error: wasm_encoder::reencode::Error) -> anyhow::Error {
    anyhow::anyhow!("{error}")
}
