//! Values as text: WAVE, which has forms for all types but maps and lists of a fixed length.
//!
//! Those are written as what they are in memory: a map as the list of its pairs, in their order and with repeated keys,
//! and a list of a fixed length as a list of so many elements. Where handles have names, a handle is written as its name,
//! a stream as the list of its elements, and a future as what it becomes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wasmtime::component::wasm_wave;
use wasmtime::component::wasm_wave::wasm::{DisplayType, WasmType, WasmTypeKind, WasmValue, WasmValueError};
use wasmtime::component::{ResourceType, Type, Val};

/// A value in WAVE.
pub(crate) fn to_wave(value: &Val) -> String {
    let text = wasm_wave::to_string(&Text(value.clone())).unwrap_or_else(|error| format!("<{error}>"));
    text.replace(UNMADE, "")
}

/// Puts something else in the place of values, in their order.
pub(crate) fn replace(value: &mut Val, other: &mut impl FnMut(&Val) -> Option<Val>) {
    if let Some(other) = other(value) {
        *value = other;
        return;
    }
    match value {
        Val::List(values) | Val::FixedLengthList(values) | Val::Tuple(values) => {
            values.iter_mut().for_each(|value| replace(value, other));
        }
        Val::Record(fields) => fields.iter_mut().for_each(|(_, value)| replace(value, other)),
        Val::Map(entries) => entries.iter_mut().for_each(|(_, value)| replace(value, other)),
        Val::Variant(_, value) | Val::Option(value) | Val::Result(Ok(value) | Err(value)) => {
            value.iter_mut().for_each(|value| replace(value, other));
        }
        _ => {}
    }
}

/// How the text form of a type is shaped.
pub(crate) fn shape(ty: &Type) -> String {
    DisplayType(&Form::of(ty.clone())).to_string()
}

/// Names of handles.
#[derive(Debug, Default)]
pub(crate) struct Names {
    handles: BTreeMap<String, (ResourceType, Val)>,
    /// Those that were written where an owned handle is due.
    moved: RefCell<BTreeSet<String>>,
    /// Names that any handle may have, for handles that are still to be made.
    open: Vec<String>,
    /// Whether there are no others.
    is_open: bool,
    /// Those of them that were written, and of which resource.
    placed: RefCell<BTreeMap<String, ResourceType>>,
}

/// What stands before the name of a handle that is still to be made, in place of the handle's value.
const UNMADE: char = '\u{1}';

/// What stands for a handle of this name that is still to be made.
pub(crate) fn unmade(name: &str) -> Val {
    Val::Enum(format!("{UNMADE}{name}"))
}

/// The name of a handle that is still to be made.
pub(crate) fn unmade_name(value: &Val) -> Option<&str> {
    let Val::Enum(name) = value else { return None };
    name.strip_prefix(UNMADE)
}

impl Names {
    /// Names for handles, each with what stands for it as a value.
    pub(crate) fn new(handles: BTreeMap<String, (ResourceType, Val)>) -> Rc<Self> {
        Rc::new(Self { handles, ..Self::default() })
    }

    /// Names for handles that are still to be made: see [`unmade`].
    pub(crate) fn open(names: Vec<String>) -> Rc<Self> {
        Rc::new(Self { open: names, is_open: true, ..Self::default() })
    }

    /// The open names that were written, and of which resource.
    pub(crate) fn placed(&self) -> BTreeMap<String, ResourceType> {
        self.placed.borrow().clone()
    }

    /// The names that were written where an owned handle is due.
    pub(crate) fn moved(&self) -> BTreeSet<String> {
        self.moved.take()
    }
}

/// A type by its text form.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    shape: Shape,
    /// What handles are called, where they have a form.
    names: Option<Rc<Names>>,
}

#[derive(Debug, Clone)]
enum Shape {
    Of(Type),
    /// An entry of a map.
    Entry(Type, Type),
}

impl Form {
    /// The form of a type, if it has one without names of handles.
    pub(crate) fn of(ty: Type) -> Self {
        Self { shape: Shape::Of(ty), names: None }
    }

    /// The form of a type where handles have names.
    pub(crate) fn named(ty: Type, names: &Rc<Names>) -> Self {
        Self { shape: Shape::Of(settled(ty)), names: Some(Rc::clone(names)) }
    }

    fn inner(&self, ty: Type) -> Self {
        match &self.names {
            Some(names) => Self::named(ty, names),
            None => Self::of(ty),
        }
    }

    fn all(&self, types: impl Iterator<Item = Type>) -> Box<dyn Iterator<Item = Self>> {
        Box::new(types.map(|ty| self.inner(ty)).collect::<Vec<_>>().into_iter())
    }

    /// The resource of a handle's type, where handles have a form.
    fn resource(&self) -> Option<(&Names, ResourceType)> {
        match (&self.shape, &self.names) {
            (Shape::Of(Type::Own(resource) | Type::Borrow(resource)), Some(names)) => Some((names, *resource)),
            (Shape::Of(_) | Shape::Entry(..), _) => None,
        }
    }

    fn handle(&self, name: &str) -> Option<Val> {
        let (names, resource) = self.resource()?;
        if names.open.iter().any(|open| open == name) {
            names.placed.borrow_mut().insert(name.to_owned(), resource);
            return Some(unmade(name));
        }
        let (_, handle) = names.handles.get(name).filter(|(ty, _)| *ty == resource)?;
        if matches!(self.shape, Shape::Of(Type::Own(_))) {
            names.moved.borrow_mut().insert(name.to_owned());
        }
        Some(handle.clone())
    }
}

/// What a future becomes, which stands for it.
fn settled(ty: Type) -> Type {
    match &ty {
        Type::Future(future) => future.ty().map_or(ty, settled),
        _ => ty,
    }
}

impl WasmType for Form {
    fn kind(&self) -> WasmTypeKind {
        match &self.shape {
            Shape::Of(Type::Map(_) | Type::FixedLengthList(_)) => WasmTypeKind::List,
            Shape::Of(Type::Stream(_)) if self.names.is_some() => WasmTypeKind::List,
            Shape::Of(Type::Own(_) | Type::Borrow(_)) if self.names.is_some() => WasmTypeKind::Enum,
            Shape::Of(ty) => ty.kind(),
            Shape::Entry(..) => WasmTypeKind::Tuple,
        }
    }

    fn list_element_type(&self) -> Option<Self> {
        let Shape::Of(ty) = &self.shape else { return None };
        match ty {
            Type::Map(map) => Some(Self { shape: Shape::Entry(map.key(), map.value()), names: self.names.clone() }),
            Type::FixedLengthList(list) => Some(self.inner(list.ty())),
            Type::List(list) => Some(self.inner(list.ty())),
            Type::Stream(stream) => stream.ty().map(|ty| self.inner(ty)),
            _ => None,
        }
    }

    fn record_fields(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Self)> + '_> {
        match &self.shape {
            Shape::Of(Type::Record(record)) => {
                Box::new(record.fields().map(|field| (field.name.into(), self.inner(field.ty))))
            }
            Shape::Of(_) | Shape::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn tuple_element_types(&self) -> Box<dyn Iterator<Item = Self> + '_> {
        match &self.shape {
            Shape::Of(Type::Tuple(tuple)) => self.all(tuple.types()),
            Shape::Entry(key, value) => self.all([key.clone(), value.clone()].into_iter()),
            Shape::Of(_) => Box::new(std::iter::empty()),
        }
    }

    fn variant_cases(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Option<Self>)> + '_> {
        match &self.shape {
            Shape::Of(Type::Variant(variant)) => {
                Box::new(variant.cases().map(|case| (case.name.into(), case.ty.map(|ty| self.inner(ty)))))
            }
            Shape::Of(_) | Shape::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn enum_cases(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        if let Some((names, resource)) = self.resource() {
            let fitting = names.handles.iter().filter(move |(_, (ty, _))| *ty == resource);
            return Box::new(fitting.map(|(name, _)| name).chain(&names.open).map(Into::into));
        }
        match &self.shape {
            Shape::Of(ty) => ty.enum_cases(),
            Shape::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn option_some_type(&self) -> Option<Self> {
        match &self.shape {
            Shape::Of(Type::Option(option)) => Some(self.inner(option.ty())),
            Shape::Of(_) | Shape::Entry(..) => None,
        }
    }

    fn result_types(&self) -> Option<(Option<Self>, Option<Self>)> {
        match &self.shape {
            Shape::Of(Type::Result(result)) => {
                Some((result.ok().map(|ty| self.inner(ty)), result.err().map(|ty| self.inner(ty))))
            }
            Shape::Of(_) | Shape::Entry(..) => None,
        }
    }

    fn flags_names(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        match &self.shape {
            Shape::Of(ty) => ty.flags_names(),
            Shape::Entry(..) => Box::new(std::iter::empty()),
        }
    }
}

/// A value by its text form.
#[derive(Debug, Clone)]
pub(crate) struct Text(pub(crate) Val);

fn other(text: String) -> WasmValueError {
    WasmValueError::Other(text)
}

fn boxed(value: Option<Text>) -> Option<Box<Val>> {
    value.map(|value| Box::new(value.0))
}

fn cow(value: &Val) -> Cow<'_, Text> {
    Cow::Owned(Text(value.clone()))
}

fn payload(value: Option<&Val>) -> Option<Cow<'_, Text>> {
    value.map(cow)
}

macro_rules! plain {
    ($($make:ident $unwrap:ident $rust:ty),*) => {$(
        fn $make(value: $rust) -> Self {
            Self(Val::$make(value))
        }

        fn $unwrap(&self) -> $rust {
            self.0.$unwrap()
        }
    )*};
}

impl WasmValue for Text {
    type Type = Form;

    fn kind(&self) -> WasmTypeKind {
        match &self.0 {
            Val::Map(_) | Val::FixedLengthList(_) => WasmTypeKind::List,
            value => value.kind(),
        }
    }

    plain!(
        make_bool unwrap_bool bool, make_s8 unwrap_s8 i8, make_s16 unwrap_s16 i16, make_s32 unwrap_s32 i32,
        make_s64 unwrap_s64 i64, make_u8 unwrap_u8 u8, make_u16 unwrap_u16 u16, make_u32 unwrap_u32 u32,
        make_u64 unwrap_u64 u64, make_f32 unwrap_f32 f32, make_f64 unwrap_f64 f64, make_char unwrap_char char
    );

    fn make_string(value: Cow<'_, str>) -> Self {
        Self(Val::String(value.into()))
    }

    fn make_list(ty: &Form, values: impl IntoIterator<Item = Self>) -> Result<Self, WasmValueError> {
        let values: Vec<Val> = values.into_iter().map(|value| value.0).collect();
        Ok(Self(match &ty.shape {
            Shape::Of(Type::Map(_)) => {
                let entries = values.into_iter().map(|entry| match entry {
                    Val::Tuple(entry) => <[Val; 2]>::try_from(entry).ok().map(Into::into),
                    _ => None,
                });
                let entries: Option<Vec<(Val, Val)>> = entries.collect();
                Val::Map(entries.ok_or_else(|| other("the entries of a map are pairs".to_owned()))?)
            }
            Shape::Of(Type::FixedLengthList(list)) => {
                let (due, count) = (list.len(), values.len());
                if count != due as usize {
                    return Err(other(format!("{count} elements where {due} are due")));
                }
                Val::FixedLengthList(values)
            }
            Shape::Of(_) | Shape::Entry(..) => Val::List(values),
        }))
    }

    fn make_record<'a>(ty: &Form, fields: impl IntoIterator<Item = (&'a str, Self)>) -> Result<Self, WasmValueError> {
        let mut given: Vec<(String, Val)> = fields.into_iter().map(|(name, v)| (name.to_owned(), v.0)).collect();
        let mut record = Vec::new();
        for (name, ty) in ty.record_fields() {
            let value = match given.iter().position(|(given, _)| *given == name) {
                Some(at) => given.swap_remove(at).1,
                None if ty.kind() == WasmTypeKind::Option => Val::Option(None),
                None => return Err(WasmValueError::MissingField(name.into_owned())),
            };
            record.push((name.into_owned(), value));
        }
        match given.pop() {
            Some((name, _)) => Err(WasmValueError::UnknownField(name)),
            None => Ok(Self(Val::Record(record))),
        }
    }

    fn make_tuple(_ty: &Form, values: impl IntoIterator<Item = Self>) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Tuple(values.into_iter().map(|value| value.0).collect())))
    }

    fn make_variant(_ty: &Form, case: &str, value: Option<Self>) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Variant(case.to_owned(), boxed(value))))
    }

    fn make_enum(ty: &Form, case: &str) -> Result<Self, WasmValueError> {
        match ty.handle(case) {
            Some(handle) => Ok(Self(handle)),
            // What is compared with names of handles may be none of them.
            None if ty.resource().is_some_and(|(names, _)| names.is_open) => {
                Err(other(format!("there is no handle called `{case}`")))
            }
            None => Ok(Self(Val::Enum(case.to_owned()))),
        }
    }

    fn make_option(_ty: &Form, value: Option<Self>) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Option(boxed(value))))
    }

    fn make_result(_ty: &Form, value: Result<Option<Self>, Option<Self>>) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Result(value.map(boxed).map_err(boxed))))
    }

    fn make_flags<'a>(_ty: &Form, names: impl IntoIterator<Item = &'a str>) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Flags(names.into_iter().map(str::to_owned).collect())))
    }

    fn unwrap_string(&self) -> Cow<'_, str> {
        self.0.unwrap_string()
    }

    fn unwrap_list(&self) -> Box<dyn Iterator<Item = Cow<'_, Self>> + '_> {
        match &self.0 {
            Val::List(values) | Val::FixedLengthList(values) => Box::new(values.iter().map(cow)),
            Val::Map(entries) => {
                Box::new(entries.iter().map(|(k, v)| Cow::Owned(Self(Val::Tuple(vec![k.clone(), v.clone()])))))
            }
            _ => Box::new(std::iter::empty()),
        }
    }

    fn unwrap_record(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Cow<'_, Self>)> + '_> {
        match &self.0 {
            Val::Record(fields) => Box::new(fields.iter().map(|(name, value)| (name.into(), cow(value)))),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn unwrap_tuple(&self) -> Box<dyn Iterator<Item = Cow<'_, Self>> + '_> {
        match &self.0 {
            Val::Tuple(values) => Box::new(values.iter().map(cow)),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn unwrap_variant(&self) -> (Cow<'_, str>, Option<Cow<'_, Self>>) {
        match &self.0 {
            Val::Variant(case, value) => (case.into(), payload(value.as_deref())),
            _ => ("".into(), None),
        }
    }

    fn unwrap_enum(&self) -> Cow<'_, str> {
        self.0.unwrap_enum()
    }

    fn unwrap_option(&self) -> Option<Cow<'_, Self>> {
        match &self.0 {
            Val::Option(value) => payload(value.as_deref()),
            _ => None,
        }
    }

    fn unwrap_result(&self) -> Result<Option<Cow<'_, Self>>, Option<Cow<'_, Self>>> {
        match &self.0 {
            Val::Result(Ok(value)) => Ok(payload(value.as_deref())),
            Val::Result(Err(value)) => Err(payload(value.as_deref())),
            _ => Err(None),
        }
    }

    fn unwrap_flags(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        self.0.unwrap_flags()
    }
}
