//! From a result in memory to the core values that `task.return` takes.

use std::fmt::Write as _;

use witloom_bindgen::World;
use witloom_bindgen::model::{Core, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, Mem, Plan, Width};

/// Writes WAT that sets the locals `$v0`, `$v1`, … to a value that lies at `$at`.
pub(super) struct Flattened<'a> {
    pub(super) world: &'a World,
    pub(super) plan: &'a Plan,
    /// The types of the locals.
    pub(super) locals: &'a [Core],
    pub(super) text: String,
}

impl Flattened<'_> {
    /// The value of a type at an offset; its core values begin with the local of that number.
    pub(super) fn load(&mut self, ty: TypeId, offset: u32, first: u32) -> anyhow::Result<()> {
        let ty = self.world.resolve_alias(ty);
        let (plan, i32s) = (self.plan.ty(ty), "i32.load");
        match (&plan.mem, &plan.flat) {
            (Mem::Same(other), _) => self.load(*other, offset, first)?,
            (Mem::Prim(prim), _) => self.set(first, prim.core(), load_of(*prim), offset),
            (Mem::String | Mem::List { .. }, _) => {
                self.set(first, Core::I32, i32s, offset);
                self.set(first + 1, Core::I32, i32s, offset + 4);
            }
            (Mem::Handle(_) | Mem::End(_), _) => self.set(first, Core::I32, i32s, offset),
            (Mem::Enum { tag, .. } | Mem::Flags { width: tag, .. }, _) => {
                self.set(first, Core::I32, load_of_width(*tag), offset);
            }
            (Mem::Product(slots), Some(Flat::Product(flat))) => {
                for (slot, flat) in slots.iter().zip(flat) {
                    self.load(slot.ty, offset + slot.offset, first + flat.first)?;
                }
            }
            (Mem::Sum { tag, payload, cases }, _) => {
                self.set(first, Core::I32, load_of_width(*tag), offset);
                for (at, case) in cases.iter().enumerate() {
                    let Some(case) = case else { continue };
                    let load = load_of_width(*tag);
                    let _ = write!(
                        self.text,
                        "(if (i32.eq ({load} offset={offset} (local.get $at)) (i32.const {at})) (then "
                    );
                    self.load(*case, offset + payload, first + 1)?;
                    self.text.push_str("))\n");
                }
            }
            (Mem::Product(_) | Mem::FixedList { .. }, _) => anyhow::bail!("a result that doesn't go flat"),
        }
        Ok(())
    }

    fn set(&mut self, local: u32, core: Core, load: &str, offset: u32) {
        let value = format!("({load} offset={offset} (local.get $at))");
        let joined = self.locals.get(local as usize).copied().unwrap_or(core);
        let value = match Cast::between(core, joined) {
            Cast::None => value,
            Cast::I32ToI64 => format!("(i64.extend_i32_u {value})"),
            Cast::F32ToI32 => format!("(i32.reinterpret_f32 {value})"),
            Cast::F32ToI64 => format!("(i64.extend_i32_u (i32.reinterpret_f32 {value}))"),
            Cast::F64ToI64 => format!("(i64.reinterpret_f64 {value})"),
        };
        let _ = writeln!(self.text, "(local.set $v{local} {value})");
    }
}

fn load_of(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool | Prim::U8 => "i32.load8_u",
        Prim::S8 => "i32.load8_s",
        Prim::U16 => "i32.load16_u",
        Prim::S16 => "i32.load16_s",
        Prim::U32 | Prim::S32 | Prim::Char => "i32.load",
        Prim::U64 | Prim::S64 => "i64.load",
        Prim::F32 => "f32.load",
        Prim::F64 => "f64.load",
    }
}

fn load_of_width(width: Width) -> &'static str {
    match width {
        Width::One => "i32.load8_u",
        Width::Two => "i32.load16_u",
        Width::Four => "i32.load",
    }
}
