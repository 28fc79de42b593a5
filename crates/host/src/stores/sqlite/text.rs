//! Values and errors as SQLite has them.

use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, ToSql};

use crate::stores::database::{Answer, Row, fault, miscounted};
use crate::stores::sql::{Error, ErrorKind, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Boolean(value) => ValueRef::Integer(i64::from(*value)),
            Self::Integer(value) => ValueRef::Integer(*value),
            Self::Float(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

/// A value of a row.
pub(super) fn value_of(value: ValueRef<'_>) -> Answer<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Integer(value),
        ValueRef::Real(value) => Value::Float(value),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes);
            Value::Text(text.map_err(|_| fault(ErrorKind::Other, "a text of the row isn't UTF-8"))?.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

/// Gives a statement its parameters: `?` and `?1` by place, `$1` by the number that PostgreSQL would read.
pub(super) fn bind(statement: &mut Statement<'_>, parameters: &Row) -> Answer<()> {
    let mut used = 0;
    for place in 1..=statement.parameter_count() {
        let number = match statement.parameter_name(place) {
            None => place,
            Some(name) => {
                let number = name.strip_prefix(['?', '$']).and_then(|number| number.parse::<usize>().ok());
                let unknown = || fault(ErrorKind::Syntax, format!("the parameter `{name}` is neither `?` nor `$1`"));
                number.filter(|number| *number > 0).ok_or_else(unknown)?
            }
        };
        used = used.max(number);
        let Some(value) = parameters.get(number - 1) else { continue };
        if matches!(value, Value::Float(value) if value.is_nan()) {
            // SQLite would keep it as no value at all.
            return Err(fault(ErrorKind::Other, format!("parameter {number} is NaN, which SQLite can't keep")));
        }
        statement.raw_bind_parameter(place, value).map_err(|error| fault_of(&error))?;
    }
    if used != parameters.len() {
        return Err(miscounted(used, parameters.len()));
    }
    Ok(())
}

/// SQLite's error in our words' kinds.
pub(super) fn fault_of(error: &rusqlite::Error) -> Error {
    if matches!(error, rusqlite::Error::MultipleStatement) {
        return fault(ErrorKind::Syntax, "there is more than one statement: `script` runs several");
    }
    if matches!(error, rusqlite::Error::Empty) {
        return fault(ErrorKind::Syntax, "there is no statement");
    }
    let code =
        if let rusqlite::Error::SqlInputError { error, .. } = error { Some(error) } else { error.sqlite_error() };
    let Some(code) = code else { return fault(ErrorKind::Other, error.to_string()) };
    if code.code == ErrorCode::AuthorizationForStatementDenied {
        let words = "the statement isn't allowed: it reaches beyond the database, or begins or ends a transaction";
        return fault(ErrorKind::Denied, words);
    }
    fault(kind(code), error.to_string())
}

fn kind(code: &ffi::Error) -> ErrorKind {
    match code.code {
        ErrorCode::ConstraintViolation => ErrorKind::Constraint,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => ErrorKind::Busy,
        ErrorCode::DiskFull => ErrorKind::Full,
        ErrorCode::ReadOnly if code.extended_code == ffi::SQLITE_READONLY_DBMOVED => ErrorKind::Closed,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => ErrorKind::Denied,
        ErrorCode::CannotOpen | ErrorCode::OperationAborted => ErrorKind::Closed,
        ErrorCode::Unknown if code.extended_code == ffi::SQLITE_ERROR => ErrorKind::Syntax,
        _ => ErrorKind::Other,
    }
}
