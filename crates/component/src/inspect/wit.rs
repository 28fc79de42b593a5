//! The world of a component as WIT text, as far as WIT can say it.

use wit_component::DecodedWasm;

use crate::guard::guarded;

/// Decodes WIT out of a component or a WIT package in binary form, whatever the bytes are.
///
/// # Errors
/// In words, when they hold something that WIT has no form for; the decoder panics on some of it.
pub fn decode(bytes: &[u8]) -> anyhow::Result<DecodedWasm> {
    crate::vet::check_nesting(bytes)?;
    guarded(|| wit_component::decode(bytes))?
}

/// Prints the world or package, with the other packages that it names.
pub(super) fn print(decoded: &DecodedWasm) -> anyhow::Result<String> {
    let resolve = decoded.resolve();
    let nested: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != decoded.package()).collect();
    guarded(|| {
        let mut printer = wit_component::WitPrinter::default();
        printer.print(resolve, decoded.package(), &nested)?;
        Ok(printer.output.to_string())
    })?
}
