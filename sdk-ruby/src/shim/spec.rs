//! What the shim has to connect: the core functions of a world, numbered.

use wasm_encoder::ValType;

/// The type of a core function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Parameters, flattened by the canonical ABI.
    pub params: Vec<ValType>,
    /// At most one result.
    pub results: Vec<ValType>,
}

/// A core function that the world imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The core module name, `shop:orders/rates` or `$root`.
    pub module: String,
    /// The core field name, `rate-for` or `[resource-drop]kv`.
    pub field: String,
    /// Its type.
    pub signature: Signature,
    /// Whether the last parameter points to the area that receives the result.
    pub returns_by_pointer: bool,
}

/// How the shim treats a core export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A function that Ruby answers at once.
    Call,
    /// A destructor: it waits while Ruby is inside a call.
    Destructor,
}

/// A core function that the world exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The core export name, `shop:orders/pricing#quote`.
    pub name: String,
    /// Its type.
    pub signature: Signature,
    /// How it is dispatched.
    pub role: Role,
    /// Whether the result is the address of the area in which Ruby left it.
    pub returns_by_pointer: bool,
}

/// Two imports that together give an `own` handle of our own resource back to Ruby: its representation, then
/// the end of the handle without the destructor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    /// Index of `[resource-rep]` among the imports.
    pub rep: usize,
    /// Index of `[resource-drop]` among the imports.
    pub drop: usize,
}

/// Everything the shim connects. Positions are the numbers by which Ruby names the functions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spec {
    /// Imports, in the order of their numbers.
    pub imports: Vec<Import>,
    /// Exports, in the order of their numbers.
    pub exports: Vec<Export>,
    /// Takes, in the order of their numbers.
    pub takes: Vec<Take>,
}

impl Spec {
    /// The number that Ruby passes to call the import at `index`.
    #[must_use]
    pub fn import_code(index: usize) -> usize {
        FIRST_CODE + index
    }

    /// The number that Ruby passes for the take at `index`.
    #[must_use]
    pub fn take_code(&self, index: usize) -> usize {
        FIRST_CODE + self.imports.len() + index
    }

    /// The most bytes that Ruby's argument buffers need: one slot of eight bytes per flat value.
    #[must_use]
    pub fn widest(&self) -> usize {
        let imports = self.imports.iter().map(|i| i.signature.params.len());
        let exports = self.exports.iter().map(|e| e.signature.params.len());
        8 * imports.chain(exports).max().unwrap_or(0)
    }
}

/// Methods of the dispatcher behind those of the exports: one for an instance that starts from a snapshot, one for
/// every instance that starts.
pub(super) const OWN_EXPORTS: usize = 2;

/// Numbers below this one are channels of the runtime itself.
pub const FIRST_CODE: usize = 16;
