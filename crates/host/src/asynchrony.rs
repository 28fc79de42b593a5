//! Whether a component has async functions, streams or futures, or interfaces of WASI 0.3, which only an engine with
//! concurrency runs.

use wasmparser::{
    BinaryReaderError, ComponentDefinedType, ComponentType, ComponentTypeDeclaration, InstanceTypeDeclaration, Parser,
    Payload,
};

/// What of a component needs concurrency, in the order of the file, each kind once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asynchrony {
    kinds: Vec<&'static str>,
    /// Interfaces of WASI 0.3 among the imports and exports.
    wasi: Vec<String>,
}

impl Asynchrony {
    /// Reads it off the types of a component and of the components inside.
    pub(crate) fn of(wasm: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ComponentTypeSection(types) => {
                    for ty in types {
                        found.ty(&ty?);
                    }
                }
                Payload::ComponentImportSection(imports) => {
                    for import in imports {
                        found.name(import?.name.name);
                    }
                }
                Payload::ComponentExportSection(exports) => {
                    for export in exports {
                        found.name(export?.name.name);
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn is_none(&self) -> bool {
        self.kinds.is_empty() && self.wasi.is_empty()
    }

    /// In words: `async functions and streams (wasi:cli/run@0.3.0)`.
    pub(crate) fn words(&self) -> String {
        let kinds = self.kinds.join(" and ");
        match (self.kinds.as_slice(), self.wasi.as_slice()) {
            (_, []) => kinds,
            ([], wasi) => format!("interfaces of WASI 0.3 ({})", wasi.join(", ")),
            (_, wasi) => format!("{kinds} ({})", wasi.join(", ")),
        }
    }

    fn kind(&mut self, kind: &'static str) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    fn name(&mut self, name: &str) {
        if name.starts_with("wasi:") && name.contains("@0.3.") && !self.wasi.iter().any(|known| known == name) {
            self.wasi.push(name.to_owned());
        }
    }

    fn ty(&mut self, ty: &ComponentType<'_>) {
        match ty {
            ComponentType::Func(function) if function.async_ => self.kind("async functions"),
            ComponentType::Defined(ComponentDefinedType::Stream(_)) => self.kind("streams"),
            ComponentType::Defined(ComponentDefinedType::Future(_)) => self.kind("futures"),
            ComponentType::Instance(items) => {
                for item in items {
                    if let InstanceTypeDeclaration::Type(ty) = item {
                        self.ty(ty);
                    }
                }
            }
            ComponentType::Component(items) => {
                for item in items {
                    if let ComponentTypeDeclaration::Type(ty) = item {
                        self.ty(ty);
                    }
                }
            }
            ComponentType::Defined(_) | ComponentType::Func(_) | ComponentType::Resource { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asynchrony;

    fn words(wat: &str) -> String {
        Asynchrony::of(&wat::parse_str(wat).expect("valid text")).expect("a component").words()
    }

    #[test]
    fn what_needs_concurrency_is_found_at_any_depth() {
        assert_eq!(words(r#"(component (import "f" (func (param "a" u32))))"#), "");
        assert_eq!(words(r#"(component (component (import "f" (func async (result u32)))))"#), "async functions");
        let run = r#"(component
            (import "wasi:cli/stdout@0.3.0" (instance (type (stream u8)) (export "a" (func async)))))"#;
        assert_eq!(words(run), "streams and async functions (wasi:cli/stdout@0.3.0)");
    }
}
