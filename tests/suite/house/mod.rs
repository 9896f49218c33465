//! The command line, what is shipped, and the rules of the house.

mod calendar;
mod cli;
mod deploy;
mod escaped;
mod terminal;
mod tidy;
