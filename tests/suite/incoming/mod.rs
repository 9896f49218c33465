//! What comes in: events in every form, files, what is refused, and in what order it counts.

mod cloudevents;
mod dead_letters;
mod foreign;
mod growth;
mod import;
mod order;
mod values;
