//! Every language calling every language over every WIT type.

pub mod cases;
pub mod values;
