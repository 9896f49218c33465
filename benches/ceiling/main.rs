//! Dev.
mod centre;
fn main() {}
