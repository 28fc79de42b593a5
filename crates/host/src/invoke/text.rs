//! Values as text: WAVE, which has forms for all types but maps and lists of a fixed length.
//!
//! Those are written as what they are in memory: a map as the list of its pairs, in their order and with repeated keys,
//! and a list of a fixed length as a list of so many elements.

use std::borrow::Cow;

use wasmtime::component::wasm_wave;
use wasmtime::component::wasm_wave::wasm::{DisplayType, WasmType, WasmTypeKind, WasmValue, WasmValueError};
use wasmtime::component::{Type, Val};

/// A value in WAVE.
pub(crate) fn to_wave(value: &Val) -> String {
    wasm_wave::to_string(&Text(value.clone())).unwrap_or_else(|error| format!("<{error}>"))
}

/// How the text form of a type is shaped.
pub(crate) fn shape(ty: &Type) -> String {
    DisplayType(&Form::Of(ty.clone())).to_string()
}

/// A type by its text form.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    Of(Type),
    /// An entry of a map.
    Entry(Type, Type),
}

impl Form {
    fn all(types: impl Iterator<Item = Type>) -> Box<dyn Iterator<Item = Self>> {
        Box::new(types.map(Self::Of).collect::<Vec<_>>().into_iter())
    }
}

impl WasmType for Form {
    fn kind(&self) -> WasmTypeKind {
        match self {
            Self::Of(Type::Map(_) | Type::FixedLengthList(_)) => WasmTypeKind::List,
            Self::Of(ty) => ty.kind(),
            Self::Entry(..) => WasmTypeKind::Tuple,
        }
    }

    fn list_element_type(&self) -> Option<Self> {
        match self {
            Self::Of(Type::Map(map)) => Some(Self::Entry(map.key(), map.value())),
            Self::Of(Type::FixedLengthList(list)) => Some(Self::Of(list.ty())),
            Self::Of(Type::List(list)) => Some(Self::Of(list.ty())),
            Self::Of(_) | Self::Entry(..) => None,
        }
    }

    fn record_fields(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Self)> + '_> {
        match self {
            Self::Of(Type::Record(record)) => {
                Box::new(record.fields().map(|field| (field.name.into(), Self::Of(field.ty))))
            }
            Self::Of(_) | Self::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn tuple_element_types(&self) -> Box<dyn Iterator<Item = Self> + '_> {
        match self {
            Self::Of(Type::Tuple(tuple)) => Self::all(tuple.types()),
            Self::Entry(key, value) => Self::all([key.clone(), value.clone()].into_iter()),
            Self::Of(_) => Box::new(std::iter::empty()),
        }
    }

    fn variant_cases(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Option<Self>)> + '_> {
        match self {
            Self::Of(Type::Variant(variant)) => {
                Box::new(variant.cases().map(|case| (case.name.into(), case.ty.map(Self::Of))))
            }
            Self::Of(_) | Self::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn enum_cases(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        match self {
            Self::Of(ty) => ty.enum_cases(),
            Self::Entry(..) => Box::new(std::iter::empty()),
        }
    }

    fn option_some_type(&self) -> Option<Self> {
        match self {
            Self::Of(Type::Option(option)) => Some(Self::Of(option.ty())),
            Self::Of(_) | Self::Entry(..) => None,
        }
    }

    fn result_types(&self) -> Option<(Option<Self>, Option<Self>)> {
        match self {
            Self::Of(Type::Result(result)) => Some((result.ok().map(Self::Of), result.err().map(Self::Of))),
            Self::Of(_) | Self::Entry(..) => None,
        }
    }

    fn flags_names(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        match self {
            Self::Of(ty) => ty.flags_names(),
            Self::Entry(..) => Box::new(std::iter::empty()),
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
        Ok(Self(match ty {
            Form::Of(Type::Map(_)) => {
                let entries = values.into_iter().map(|entry| match entry {
                    Val::Tuple(entry) => <[Val; 2]>::try_from(entry).ok().map(Into::into),
                    _ => None,
                });
                let entries: Option<Vec<(Val, Val)>> = entries.collect();
                Val::Map(entries.ok_or_else(|| other("the entries of a map are pairs".to_owned()))?)
            }
            Form::Of(Type::FixedLengthList(list)) => {
                let (due, count) = (list.len(), values.len());
                if count != due as usize {
                    return Err(other(format!("{count} elements where {due} are due")));
                }
                Val::FixedLengthList(values)
            }
            Form::Of(_) | Form::Entry(..) => Val::List(values),
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

    fn make_enum(_ty: &Form, case: &str) -> Result<Self, WasmValueError> {
        Ok(Self(Val::Enum(case.to_owned())))
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
