//! Values and errors as PostgreSQL has them.
//!
//! A value that a type can't hold, and a type that no value stands for, are errors: nothing becomes text by itself.

use std::error::Error as Cause;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type};
use tokio_postgres::{Client, Row as Found, Statement};

use super::super::database::{Answer, LONGEST, Row, fault, miscounted};
use super::super::sql::{Error, ErrorKind, Value};
use super::statement::{Does, Text};

/// Whole numbers up to it are floats exactly.
const EXACT: u64 = 1 << 53;

/// Types of parameters that numbers go into.
const WHOLE: [Type; 7] = [Type::INT2, Type::INT4, Type::INT8, Type::OID, Type::FLOAT4, Type::FLOAT8, Type::NUMERIC];
const FRACTIONS: [Type; 3] = [Type::FLOAT4, Type::FLOAT8, Type::NUMERIC];

/// Types of columns that a value stands for; enums are texts as well.
const COLUMNS: [Type; 14] = [
    Type::VOID,
    Type::BOOL,
    Type::INT2,
    Type::INT4,
    Type::INT8,
    Type::OID,
    Type::FLOAT4,
    Type::FLOAT8,
    Type::BYTEA,
    Type::TEXT,
    Type::VARCHAR,
    Type::BPCHAR,
    Type::NAME,
    Type::UNKNOWN,
];

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Given<'a>(&'a Value);

/// A value that came from the server.
struct Came(Value);

/// Runs one statement, and counts the rows that it changed.
pub(super) async fn execute(client: &Client, text: &Text<'_>, parameters: &Row) -> Answer<u64> {
    let prepared = prepare(client, text, parameters).await?;
    let rows = client.execute_raw(&prepared, given(parameters)).await.map_err(|error| fault_of(&error))?;
    // PostgreSQL counts those that a query yields, too.
    Ok(if text.does == Does::Changes { rows } else { 0 })
}

/// Has a statement read, whose parameters can be these.
pub(super) async fn prepare(client: &Client, text: &Text<'_>, parameters: &Row) -> Answer<Statement> {
    let prepared = client.prepare(&text.text).await.map_err(|error| fault_of(&error))?;
    if prepared.params().len() != parameters.len() {
        return Err(miscounted(prepared.params().len(), parameters.len()));
    }
    for (number, (value, ty)) in (1..).zip(parameters.iter().zip(prepared.params())) {
        fits(value, ty).map_err(|words| fault(ErrorKind::Other, format!("parameter {number} {words}")))?;
    }
    Ok(prepared)
}

pub(super) fn given(parameters: &Row) -> impl ExactSizeIterator<Item = Given<'_>> {
    parameters.iter().map(Given)
}

/// The names of a query's columns, if a value can stand for what is in each.
pub(super) fn columns(prepared: &Statement) -> Answer<Vec<String>> {
    let name = |column: &tokio_postgres::Column| {
        let (name, ty) = (column.name(), column.type_());
        if Came::accepts(ty) {
            return Ok(name.to_owned());
        }
        let words = format!("the column `{name}` is of type {ty}, which no value stands for: write `{name}::text`");
        Err(fault(ErrorKind::Other, words))
    };
    prepared.columns().iter().map(name).collect()
}

pub(super) fn row(found: &Found) -> Answer<Row> {
    (0..found.len()).map(|at| found.try_get(at).map(|Came(value)| value).map_err(|error| fault_of(&error))).collect()
}

/// Whether a value can be what a parameter has to be.
fn fits(value: &Value, ty: &Type) -> Result<(), String> {
    let base = base(ty);
    let (kind, cast, fits) = match value {
        Value::Null => return Ok(()),
        Value::Boolean(_) => ("a boolean", "boolean", *base == Type::BOOL),
        Value::Integer(number) if !in_range(*number, base) => {
            return Err(format!("is {number}, which {ty} can't hold"));
        }
        Value::Integer(_) => ("an integer", "bigint", WHOLE.contains(base)),
        Value::Float(_) => ("a float", "float8", FRACTIONS.contains(base)),
        Value::Text(text) if text.contains('\0') => {
            return Err("has a character 0, which PostgreSQL's text can't hold".to_owned());
        }
        // PostgreSQL reads all others as it reads them in a statement.
        Value::Text(_) => ("a text", "text", ![Type::BYTEA, Type::BOOL].contains(base)),
        Value::Blob(_) => ("a blob", "bytea", *base == Type::BYTEA),
    };
    if fits { Ok(()) } else { Err(format!("is {kind}, where {ty} is wanted: write it as in `$1::{cast}`")) }
}

fn in_range(number: i64, base: &Type) -> bool {
    match base {
        base if *base == Type::INT2 => i16::try_from(number).is_ok(),
        base if *base == Type::INT4 => i32::try_from(number).is_ok(),
        base if *base == Type::OID => u32::try_from(number).is_ok(),
        base if *base == Type::FLOAT4 || *base == Type::FLOAT8 => number.unsigned_abs() <= EXACT,
        _ => true,
    }
}

/// The type that a domain is made of.
fn base(ty: &Type) -> &Type {
    if let Kind::Domain(inner) = ty.kind() { base(inner) } else { ty }
}

impl ToSql for Given<'_> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "`fits` was asked")]
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Cause + Sync + Send>> {
        let base = base(ty);
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Boolean(value) => out.extend_from_slice(&[u8::from(*value)]),
            Value::Integer(value) if *base == Type::INT2 => out.extend_from_slice(&(*value as i16).to_be_bytes()),
            Value::Integer(value) if *base == Type::INT4 => out.extend_from_slice(&(*value as i32).to_be_bytes()),
            Value::Integer(value) if *base == Type::OID => out.extend_from_slice(&(*value as u32).to_be_bytes()),
            Value::Integer(value) if *base == Type::FLOAT4 => out.extend_from_slice(&(*value as f32).to_be_bytes()),
            Value::Integer(value) if *base == Type::FLOAT8 => out.extend_from_slice(&(*value as f64).to_be_bytes()),
            Value::Integer(value) if *base == Type::NUMERIC => out.extend_from_slice(value.to_string().as_bytes()),
            Value::Integer(value) => out.extend_from_slice(&value.to_be_bytes()),
            Value::Float(value) if *base == Type::NUMERIC => out.extend_from_slice(value.to_string().as_bytes()),
            Value::Float(value) if *base == Type::FLOAT4 => out.extend_from_slice(&(*value as f32).to_be_bytes()),
            Value::Float(value) => out.extend_from_slice(&value.to_be_bytes()),
            Value::Text(value) => out.extend_from_slice(value.as_bytes()),
            Value::Blob(value) => out.extend_from_slice(value),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, ty: &Type) -> Format {
        match self.0 {
            Value::Text(_) => Format::Text,
            Value::Integer(_) | Value::Float(_) if *base(ty) == Type::NUMERIC => Format::Text,
            Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Float(_) | Value::Blob(_) => Format::Binary,
        }
    }

    tokio_postgres::types::to_sql_checked!();
}

impl FromSql<'_> for Came {
    fn from_sql(ty: &Type, raw: &[u8]) -> Result<Self, Box<dyn Cause + Sync + Send>> {
        if raw.len() > LONGEST {
            return Err("a value of the row has more than 64 MiB".into());
        }
        Ok(Self(match base(ty) {
            ty if *ty == Type::VOID => Value::Null,
            ty if *ty == Type::BOOL => Value::Boolean(bool::from_sql(ty, raw)?),
            ty if *ty == Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
            ty if *ty == Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            ty if *ty == Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            ty if *ty == Type::OID => Value::Integer(u32::from_sql(ty, raw)?.into()),
            ty if *ty == Type::FLOAT4 => Value::Float(f32::from_sql(ty, raw)?.into()),
            ty if *ty == Type::FLOAT8 => Value::Float(f64::from_sql(ty, raw)?),
            ty if *ty == Type::BYTEA => Value::Blob(raw.to_vec()),
            _ => Value::Text(std::str::from_utf8(raw)?.to_owned()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Cause + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        let base = base(ty);
        COLUMNS.contains(base) || matches!(base.kind(), Kind::Enum(_)) || base.name() == "citext"
    }
}

/// PostgreSQL's error in our words' kinds.
pub(super) fn fault_of(error: &tokio_postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        let kind = if error.is_closed() || is_io(error) { ErrorKind::Closed } else { ErrorKind::Other };
        let words = if error.is_closed() { "the connection to the database is lost".to_owned() } else { chain(error) };
        return fault(kind, words);
    };
    let mut words = said.message().to_owned();
    if let Some(detail) = said.detail() {
        words = format!("{words}: {detail}");
    }
    fault(kind(said.code()), words)
}

fn kind(state: &SqlState) -> ErrorKind {
    let code = state.code();
    match code {
        "42501" | "25006" | "28000" | "28P01" => ErrorKind::Denied,
        "25P02" | "57014" | "57P01" | "57P02" | "57P03" | "3D000" => ErrorKind::Closed,
        "55P03" | "40001" | "40P01" | "53300" => ErrorKind::Busy,
        "53100" | "53200" | "53400" => ErrorKind::Full,
        _ => match code.get(..2) {
            Some("23") => ErrorKind::Constraint,
            Some("42") => ErrorKind::Syntax,
            Some("08") => ErrorKind::Closed,
            Some(_) | None => ErrorKind::Other,
        },
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<std::io::Error>())
}

/// An error and what it comes from.
fn chain(error: &tokio_postgres::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = inner.source();
    }
    words
}
