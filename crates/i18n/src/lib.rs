//! Words for people, in every language. The texts are Fluent files under `locales/`; nothing else holds any.
//!
//! Pure: a name of a message and its figures go in, a sentence comes out. What is wrong with a file, tests find
//! (`tests/suite/alerts/words.rs`); should one be missing all the same, its name is told in its stead.

mod answer;
mod bundle;
pub mod escape;
mod figure;
mod guide;
mod reason;
mod variables;

pub use answer::{action, factor};
pub use bundle::{FILES, Value, text, text_with};
pub use figure::{figure, percent, value};
pub use guide::{Guide, TOPICS, guide, purpose};
pub use reason::{label, reason, template};
pub use variables::variables;
