//! Puts true types in the place of their stand-ins (see [`witloom_bindgen::stand_in`]).
//!
//! Only definitions change, each in its place, so that no index moves; what the stand-ins were made of stays behind
//! unused. Types of one scope are looked at alone: a stand-in is defined where it is used.

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{Alias, Component, ComponentDefinedTypeEncoder, ComponentTypeEncoder, RawSection};
use wasmparser::{ComponentAlias, ComponentDefinedType, ComponentType, ComponentTypeRef, ComponentValType, Parser};

use super::{MODULE_SECTION, PolishError};

/// The component with its true types.
pub(super) fn restore(component: &[u8]) -> Result<Vec<u8>, PolishError> {
    let mut out = Component::new();
    let mut types = Types { scopes: vec![Vec::new()] };
    types.parse_component(&mut out, Parser::new(0), component).map_err(|error| PolishError::Copy(error.to_string()))?;
    Ok(out.finish())
}

/// What types are, by scope and index: the parts of a tuple, or nothing for all others.
struct Types {
    scopes: Vec<Vec<Option<Vec<ComponentValType>>>>,
}

impl Types {
    /// Gives the next index of the current scope away.
    fn define(&mut self, tuple: Option<Vec<ComponentValType>>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(tuple);
        }
    }

    fn tuple(&self, ty: ComponentValType) -> Option<&[ComponentValType]> {
        let ComponentValType::Type(index) = ty else { return None };
        self.scopes.last()?.get(index as usize)?.as_deref()
    }

    /// The only part of a tuple of one.
    fn only(&self, ty: ComponentValType) -> Option<ComponentValType> {
        if let Some([only]) = self.tuple(ty) { Some(*only) } else { None }
    }

    /// Key and value, of an entry that stands for one of a map.
    fn entry(&self, entry: ComponentValType) -> Option<(ComponentValType, ComponentValType)> {
        let Some([key, value]) = self.tuple(entry) else { return None };
        let key = self.only(self.only(*key)?)?;
        matches!(key, ComponentValType::Primitive(_)).then_some((key, *value))
    }

    /// Whether a payload stands for one that is nothing: it is a byte in two tuples.
    fn is_nothing(&self, payload: ComponentValType) -> bool {
        let inner = self.only(payload).and_then(|inner| self.only(inner));
        inner == Some(ComponentValType::Primitive(wasmparser::PrimitiveValType::U8))
    }

    /// Element and length, of the only part of a tuple that stands for a fixed-length list.
    fn elements(&self, inner: ComponentValType) -> Option<(ComponentValType, u32)> {
        let elements = self.tuple(self.only(inner)?)?;
        Some((*elements.first()?, elements.len() as u32))
    }
}

impl Reencode for Types {
    type Error = std::convert::Infallible;
}

impl ReencodeComponent for Types {
    fn push_depth(&mut self) {
        self.scopes.push(Vec::new());
    }

    fn pop_depth(&mut self) {
        self.scopes.pop();
    }

    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        _parser: Parser,
        data: &[u8],
    ) -> Result<(), Error<Self::Error>> {
        component.section(&RawSection { id: MODULE_SECTION, data });
        Ok(())
    }

    fn parse_component_type(
        &mut self,
        out: ComponentTypeEncoder<'_>,
        ty: ComponentType<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let tuple = match &ty {
            ComponentType::Defined(ComponentDefinedType::Tuple(parts)) => Some(parts.to_vec()),
            _ => None,
        };
        component_utils::parse_component_type(self, out, ty)?;
        self.define(tuple);
        Ok(())
    }

    fn parse_component_defined_type(
        &mut self,
        out: ComponentDefinedTypeEncoder<'_>,
        ty: ComponentDefinedType<'_>,
    ) -> Result<(), Error<Self::Error>> {
        if let ComponentDefinedType::List(entry) = ty
            && let Some((key, value)) = self.entry(entry)
        {
            out.map(self.component_val_type(key), self.component_val_type(value));
            return Ok(());
        }
        match ty {
            ComponentDefinedType::Stream(Some(payload)) if self.is_nothing(payload) => {
                out.stream(None);
                return Ok(());
            }
            ComponentDefinedType::Future(Some(payload)) if self.is_nothing(payload) => {
                out.future(None);
                return Ok(());
            }
            _ => {}
        }
        if let ComponentDefinedType::Tuple(parts) = &ty
            && let [only] = &**parts
            && let Some((element, count)) = self.elements(*only)
        {
            out.fixed_length_list(self.component_val_type(element), count);
            return Ok(());
        }
        component_utils::parse_component_defined_type(self, out, ty)
    }

    fn component_alias<'a>(&mut self, alias: ComponentAlias<'a>) -> Result<Alias<'a>, Error<Self::Error>> {
        use wasmparser::{ComponentExternalKind, ComponentOuterAliasKind};
        match &alias {
            ComponentAlias::InstanceExport { kind: ComponentExternalKind::Type, .. }
            | ComponentAlias::Outer { kind: ComponentOuterAliasKind::Type, .. } => self.define(None),
            ComponentAlias::InstanceExport { .. }
            | ComponentAlias::Outer { .. }
            | ComponentAlias::CoreInstanceExport { .. } => {}
        }
        component_utils::component_alias(self, alias)
    }

    fn component_type_ref(
        &mut self,
        ty: ComponentTypeRef,
    ) -> Result<wasm_encoder::ComponentTypeRef, Error<Self::Error>> {
        // An import or export of a type, which has an index of its own.
        if let ComponentTypeRef::Type(_) = ty {
            self.define(None);
        }
        component_utils::component_type_ref(self, ty)
    }

    fn parse_component_export(
        &mut self,
        exports: &mut wasm_encoder::ComponentExportSection,
        export: wasmparser::ComponentExport<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let (is_type, ascribed) = (export.kind == wasmparser::ComponentExternalKind::Type, export.ty.is_some());
        component_utils::parse_component_export(self, exports, export)?;
        if is_type && !ascribed {
            self.define(None);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::restore;

    #[test]
    fn stand_ins_become_true_types() {
        let standing = wat::parse_str(
            r#"(component
                (type (instance
                    (type (tuple string)) (type (tuple 0)) (type (tuple 1 u32)) (type (list 2))
                    (export "ages" (type (eq 3)))
                    (type (tuple u8 u8 u8)) (type (tuple 5)) (type (tuple 6))
                    (type (list 7)) (type (tuple 4 u8))
                    (type (tuple u8)) (type (tuple 10)) (type (stream 11)) (type (future 11)) (type (stream 10))
                    (type (func (param "a" 4) (param "b" 8) (param "c" 12) (param "d" 13) (param "e" 14) (result 9)))
                    (export "f" (func (type 15)))))
                (import "i" (instance (type 0))))"#,
        )
        .expect("it is a component");
        let restored = restore(&standing).expect("it can be copied");
        let text = wasmprinter::print_bytes(&restored).expect("it can be printed");
        assert!(text.contains("(map string u32)") && text.contains("(list u8 3)"), "{text}");
        assert!(!text.contains("(list 2)") && !text.contains("(tuple 6)"), "{text}");
        assert!(text.contains("(stream)") && text.contains("(future)") && text.contains("(stream 10)"), "{text}");
    }
}
