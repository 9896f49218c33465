//! Members of JSON, and what can be wrong with a text that should be JSON.

pub mod json_fault;
pub mod plain_text;
pub mod serde_code;
pub mod serde_date;
pub mod serde_words;
pub mod surrogate;
pub mod whole;
