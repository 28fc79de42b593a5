//! How values of a type are named, read, written and compared.

use witloom_bindgen::binding::{Binding, Elements, Node, Part, Payload, Sum};
use witloom_bindgen::model::{Core, Prim, TypeId, World};
use witloom_bindgen::plan::Width;

/// What is made of every type.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) world: &'a World,
    pub(crate) binding: &'a Binding,
}

/// A value of one core value stands on the stack; any other is an address.
pub(crate) enum Form {
    Scalar { core: Core, load: &'static str, store: &'static str },
    Address { size: u32, align: u32 },
}

/// A case of a variant, option or result.
pub(crate) struct Arm<'a> {
    pub(crate) name: String,
    pub(crate) payload: Option<&'a Payload>,
}

fn unsigned(bytes: u32) -> Form {
    let (load, store) = match bytes {
        1 => ("i32.load8_u", "i32.store8"),
        2 => ("i32.load16_u", "i32.store16"),
        _ => ("i32.load", "i32.store"),
    };
    Form::Scalar { core: Core::I32, load, store }
}

fn prim(prim: Prim) -> Form {
    let scalar = |core, load, store| Form::Scalar { core, load, store };
    match prim {
        Prim::Bool | Prim::U8 | Prim::U16 | Prim::U32 | Prim::S32 | Prim::Char => unsigned(prim.size()),
        Prim::S8 => scalar(Core::I32, "i32.load8_s", "i32.store8"),
        Prim::S16 => scalar(Core::I32, "i32.load16_s", "i32.store16"),
        Prim::U64 | Prim::S64 => scalar(Core::I64, "i64.load", "i64.store"),
        Prim::F32 => scalar(Core::F32, "f32.load", "f32.store"),
        Prim::F64 => scalar(Core::F64, "f64.load", "f64.store"),
    }
}

/// What reads and writes a discriminant.
pub(crate) fn tag(width: Width) -> (&'static str, &'static str) {
    match width {
        Width::One => ("i32.load8_u", "i32.store8"),
        Width::Two => ("i32.load16_u", "i32.store16"),
        Width::Four => ("i32.load", "i32.store"),
    }
}

impl<'a> Types<'a> {
    pub(crate) fn node(&self, ty: TypeId) -> &'a Node {
        self.binding.resolved(ty).1
    }

    pub(crate) fn form(&self, ty: TypeId) -> Form {
        match self.node(ty) {
            Node::Prim(of) => prim(*of),
            Node::Enum { tag, .. } => unsigned(tag.bytes()),
            Node::Flags { width, .. } => unsigned(width.bytes()),
            Node::Text
            | Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => {
                let layout = self.world.ty(ty).layout;
                Form::Address { size: layout.size, align: layout.align }
            }
        }
    }

    /// The type of a value on the stack.
    pub(crate) fn core(&self, ty: TypeId) -> &'static str {
        match self.form(ty) {
            Form::Scalar { core, .. } => core.name(),
            Form::Address { .. } => Core::I32.name(),
        }
    }

    /// What stands in the names of a type's words: that of the type, with the interface of one that WIT names.
    pub(crate) fn label(&self, ty: TypeId) -> String {
        let ty = self.world.resolve_alias(ty);
        if let Some(name) = &self.world.ty(ty).name {
            return format!("{}.{}", self.world.interface(name.owner).full_name, name.name);
        }
        let parts = self.node(ty).parts();
        let labels = || parts.iter().map(|part| self.label(*part)).collect::<Vec<_>>().join(",");
        match self.node(ty) {
            Node::Prim(of) => of.wit_name().to_owned(),
            Node::Text => "string".to_owned(),
            Node::List(_) => format!("list<{}>", labels()),
            Node::Tuple(_) => format!("tuple<{}>", labels()),
            Node::Option { .. } => format!("option<{}>", labels()),
            Node::Result { ok, err, .. } => {
                let side = |payload: &Option<Payload>| payload.as_ref().map_or("_".to_owned(), |p| self.label(p.ty));
                format!("result<{},{}>", side(ok), side(err))
            }
            Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Record(_)
            | Node::Variant { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => format!("type-{}", ty.index()),
        }
    }

    /// Words that make a value of the one at the address on the stack.
    pub(crate) fn load(&self, ty: TypeId) -> &'static str {
        match self.form(ty) {
            Form::Scalar { load, .. } => load,
            Form::Address { .. } => "",
        }
    }

    /// Words that write the value on the stack to the address beneath it.
    pub(crate) fn store(&self, ty: TypeId) -> String {
        match self.form(ty) {
            Form::Scalar { store, .. } => store.to_owned(),
            Form::Address { size, .. } => format!("{size} memory.copy"),
        }
    }

    /// The word that compares the two values on the stack.
    pub(crate) fn same(&self, ty: TypeId) -> String {
        match self.form(ty) {
            Form::Scalar { core: Core::I32, .. } => "i32.eq".to_owned(),
            Form::Scalar { core: Core::I64, .. } => "i64.eq".to_owned(),
            Form::Scalar { core: Core::F32, .. } => "f32=".to_owned(),
            Form::Scalar { core: Core::F64, .. } => "f64=".to_owned(),
            Form::Address { .. } => format!("{}=", self.label(ty)),
        }
    }

    pub(crate) fn arms(&self, node: &'a Node) -> Option<(&'a Sum, Vec<Arm<'a>>)> {
        let (sum, cases) = node.cases()?;
        let arm = |(name, payload): (&str, Option<&'a Payload>)| Arm { name: name.to_owned(), payload };
        Some((sum, cases.into_iter().map(arm).collect()))
    }

    /// The words of a type: those that make a value, and the one that compares two.
    pub(crate) fn words(&self, ty: TypeId) -> String {
        let Form::Address { size, align } = self.form(ty) else { return String::new() };
        let label = self.label(ty);
        match self.node(ty) {
            Node::Record(parts) | Node::Tuple(parts) => self.product(&label, parts, size, align),
            Node::List(elements) => self.list(&label, *elements),
            node => self.arms(node).map_or_else(String::new, |(sum, arms)| self.sum(&label, sum, &arms, size, align)),
        }
    }

    fn product(&self, label: &str, parts: &[Part], size: u32, align: u32) -> String {
        let params: String =
            parts.iter().enumerate().map(|(at, part)| format!("p{at}:{} ", self.core(part.ty))).collect();
        let mut text = format!("\n: {label} ( {params}-- i32 )\n  local made  {size} {align} alloc -> made\n");
        for (at, part) in parts.iter().enumerate() {
            text += &format!("  made {} i32.add  p{at}  {}\n", part.offset, self.store(part.ty));
        }
        text += &format!("  made ;\n\n: {label}= ( a:i32 b:i32 -- i32 )\n");
        for part in parts {
            text += &format!("  {}\n", self.differ(part.ty, &format!("{} i32.add", part.offset)));
        }
        text + "  1 ;\n"
    }

    /// Leaves the word with no, where the values so far from the addresses `a` and `b` differ.
    fn differ(&self, ty: TypeId, from: &str) -> String {
        let (load, same) = (self.load(ty), self.same(ty));
        format!("a {from} {load}  b {from} {load}  {same} i32.eqz if  0 return  then")
    }

    fn list(&self, label: &str, elements: Elements) -> String {
        let Elements { ty, stride, align, .. } = elements;
        let (load, same) = (self.load(ty), self.same(ty));
        format!(
            "
: {label} ( count:i32 -- i32 )  count {stride} i32.mul {align} alloc count text ;

: {label}.at ( of:i32 index:i32 -- i32 )  of elements index {stride} i32.mul i32.add ;

: {label}= ( a:i32 b:i32 -- i32 )
  local i
  a length b length i32.ne if  0 return  then
  begin  i a length i32.lt_u  while
    a i {label}.at {load}  b i {label}.at {load}  {same} i32.eqz if  0 return  then
    i 1 i32.add -> i
  repeat
  1 ;
"
        )
    }

    fn sum(&self, label: &str, sum: &Sum, arms: &[Arm<'_>], size: u32, align: u32) -> String {
        let (load, store) = tag(sum.tag);
        let mut text = String::new();
        for (at, arm) in arms.iter().enumerate() {
            let param = arm.payload.map(|payload| format!("p:{} ", self.core(payload.ty))).unwrap_or_default();
            let kept = arm.payload.map(|held| format!("  made {} i32.add  p  {}\n", sum.payload, self.store(held.ty)));
            text += &format!(
                "\n: {label}.{} ( {param}-- i32 )\n  local made  {size} {align} alloc -> made\n  made {at} {store}\n{}  made ;\n",
                arm.name,
                kept.unwrap_or_default()
            );
        }
        text += &format!("\n: {label}= ( a:i32 b:i32 -- i32 )\n  a {load}  b {load}  i32.ne if  0 return  then\n");
        for (at, payload) in arms.iter().enumerate().filter_map(|(at, arm)| Some((at, arm.payload?))) {
            let differ = self.differ(payload.ty, &format!("{} i32.add", sum.payload));
            text += &format!("  a {load} {at} i32.eq if\n    {differ}\n  then\n");
        }
        text + "  1 ;\n"
    }
}
