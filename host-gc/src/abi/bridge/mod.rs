//! A core GC module and a world become an ordinary component.
//!
//! In order: the imports and signatures are checked, immutable arrays that have to be filled are redeclared,
//! wrappers are emitted ([`run`]) and the module is encoded as a component.

mod resources;
mod run;

use std::collections::HashMap;

use wasm_encoder::ValType;
use witloom_bindgen::binding::{Binding, Func};
use witloom_bindgen::model::{Side, World};
use witloom_bindgen::plan::Plan;
use witloom_diag::did_you_mean;

use crate::abi::SUPPORT;
use crate::abi::check::{CaseTable, Checker, Direction, Manifest, Signature, StringEncoding};
use crate::abi::component;
use crate::abi::error::{BridgeError, Result};
use crate::abi::module::{FuncImport, ModuleInfo, twin, validate};
use resources::intrinsic;
use run::Bridge;

/// How a module is bridged.
#[derive(Debug, Clone, Default)]
pub struct BridgeOptions {
    /// How the module's strings are encoded; by default it is told from the element type of its arrays.
    pub encoding: Option<StringEncoding>,
    /// A case manifest; by default the one in the module's custom section `witloom-gc`, if there is one.
    pub cases: Option<String>,
}

/// Whether a core module has functions with GC types for this world, so that [`bridge`] has work to do.
///
/// Bytes that are no core module, or one that a bridge would refuse, need none as far as this is concerned.
pub fn needs_bridge(module: &[u8], world: &World) -> bool {
    let Ok(info) = binary(module).and_then(|wasm| validate(&wasm).and_then(|()| ModuleInfo::parse(&wasm))) else {
        return false;
    };
    let binding = Binding::new(world, &Plan::new(world));
    binding.funcs().iter().any(|func| {
        let ty = match func.side {
            Side::Import => info.find_import(&func.core_module, &func.core_name).map(|at| info.imports[at].ty),
            Side::Export => info.export(&func.core_name).map(|index| info.functions[index as usize]),
        };
        let func = ty.and_then(|ty| info.types.func(ty));
        func.is_some_and(|func| func.params().iter().chain(func.results()).any(|ty| matches!(ty, ValType::Ref(_))))
    })
}

/// Turns a core module whose functions use GC types into a component of the linear ABI.
///
/// `module` is binary or text. The result runs on any runtime that has WasmGC and components; it needs no
/// feature of either beyond today's defaults. See `docs/gc.md` for the rules that a module follows.
pub fn bridge(module: &[u8], world: &World, options: &BridgeOptions) -> Result<Vec<u8>, BridgeError> {
    let (core, encoding) = bridge_core(module, world, options)?;
    component::encode(core, world, encoding)
}

/// The core module that [`bridge`] wraps, and the encoding of its strings.
pub fn bridge_core(
    module: &[u8],
    world: &World,
    options: &BridgeOptions,
) -> Result<(Vec<u8>, StringEncoding), BridgeError> {
    let wasm = binary(module)?;
    validate(&wasm)?;
    let plan = Plan::new(world);
    let binding = Binding::new(world, &plan);
    let joined = (&plan, &binding);
    let mut info = ModuleInfo::parse(&wasm)?;
    info.check_imports(world, joined)?;
    let manifest = match options.cases.as_ref().or(info.manifest.as_ref()) {
        Some(text) => Manifest::parse(text, &info)?,
        None => Manifest::default(),
    };
    let encoding = match options.encoding {
        Some(encoding) => encoding,
        None => detect(world, joined, &info, &manifest),
    };
    let mut checked = check(world, joined, &info, &manifest, encoding)?;
    let mut wasm = wasm;
    if !checked.immutable.is_empty() {
        let (twin, map) = redeclared(&wasm, &info, &checked.immutable)?;
        wasm = twin;
        info = ModuleInfo::parse(&wasm)?;
        checked = check(world, joined, &info, &manifest.renumbered(&map), encoding)?;
    }
    let core = Bridge::new(world, joined, &info, &checked.cases, encoding)?.run(&wasm)?;
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&core)
        .map_err(|error| BridgeError::Encode { message: format!("the bridged module is not valid: {error}") })?;
    Ok((core, encoding))
}

fn binary(module: &[u8]) -> Result<Vec<u8>> {
    if module.starts_with(b"\0asm") {
        return Ok(module.to_vec());
    }
    wat::parse_bytes(module).map(std::borrow::Cow::into_owned).map_err(crate::abi::error::invalid)
}

impl ModuleInfo {
    /// Position of an imported function.
    fn find_import(&self, module: &str, name: &str) -> Option<usize> {
        self.imports.iter().position(|import| import.module == module && import.name == name)
    }

    /// Refuses imports that the world does not have.
    fn check_imports(&self, world: &World, (plan, binding): Joined<'_>) -> Result<()> {
        if let Some((kind, module, name)) = self.other_imports.first() {
            let hint = format!("a component has no {kind} to give; define it in the module");
            let (module, name) = (module.clone(), name.clone());
            return Err(BridgeError::UnknownImport { kind, module, name, hint });
        }
        for import in &self.imports {
            let known = |func: &&Func| func.core_module == import.module;
            let same = |func: &Func| func.core_name == import.name;
            if binding.side(Side::Import).filter(known).any(same) || intrinsic(world, plan, import).is_some() {
                continue;
            }
            let names = binding.side(Side::Import).filter(known).map(|func| func.core_name.as_str());
            let hint = match did_you_mean(&import.name, names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "import functions by their names in the world, `$root` being the world itself".to_owned(),
            };
            let (module, name) = (import.module.clone(), import.name.clone());
            return Err(BridgeError::UnknownImport { kind: "function", module, name, hint });
        }
        Ok(())
    }
}

/// A world's plan, for the names of what a resource needs, and its binding, for values and calls.
type Joined<'a> = (&'a Plan, &'a Binding);

/// What the check found out.
struct Checked {
    cases: CaseTable,
    immutable: Vec<(u32, String, String)>,
}

fn check(
    world: &World,
    (_, binding): Joined<'_>,
    info: &ModuleInfo,
    manifest: &Manifest,
    encoding: StringEncoding,
) -> Result<Checked> {
    let mut checker = Checker::new(world, binding, &info.types, manifest, encoding);
    world.refuse_beyond("host-gc", SUPPORT)?;
    for func in binding.funcs() {
        let interface = world.interface(func.interface);
        let function = &interface.functions[func.index];
        let types: Vec<u32> = match func.side {
            Side::Import => {
                let same = |i: &&FuncImport| i.module == func.core_module && i.name == func.core_name;
                info.imports.iter().filter(same).map(|import| import.ty).collect()
            }
            Side::Export => {
                let missing = || BridgeError::MissingExport { name: func.core_name.clone() };
                vec![info.functions[info.export(&func.core_name).ok_or_else(missing)? as usize]]
            }
        };
        let (label, params) = match func.side {
            Side::Import => (format!("import `{}` `{}`", func.core_module, func.core_name), Direction::OutOf),
            Side::Export => (format!("export `{}`", func.core_name), Direction::Into),
        };
        for core in types.into_iter().filter_map(|ty| info.types.func(ty)) {
            checker.signature(Signature { label: &label, function, core, params })?;
        }
    }
    let immutable = checker.immutable().to_vec();
    Ok(Checked { cases: checker.into_cases(), immutable })
}

/// UTF-16 when that fits the module and UTF-8 does not.
fn detect(world: &World, joined: Joined<'_>, info: &ModuleInfo, manifest: &Manifest) -> StringEncoding {
    let fits = |encoding| check(world, joined, info, manifest, encoding).is_ok();
    if !fits(StringEncoding::Utf8) && fits(StringEncoding::Utf16) {
        StringEncoding::Utf16
    } else {
        StringEncoding::Utf8
    }
}

fn redeclared(
    wasm: &[u8],
    info: &ModuleInfo,
    immutable: &[(u32, String, String)],
) -> Result<(Vec<u8>, HashMap<u32, u32>)> {
    let wanted: Vec<u32> = immutable.iter().map(|(index, ..)| *index).collect();
    let members = twin::family(&info.types, &wanted).map_err(|index| {
        let found = immutable.iter().find(|(wanted, ..)| *wanted == index);
        let (function, place) = found.map(|(_, label, place)| (label.clone(), place.clone())).unwrap_or_default();
        BridgeError::Immutable { function, place, index, reason: twin::VARIANT_FAMILY }
    })?;
    twin::redeclare(wasm, &info.types, &members)
}
