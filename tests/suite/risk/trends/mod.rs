//! Risk over time: figures of a small site that were counted by hand, and real ones from a simulated centre.

mod command;
mod few;
mod figures;
mod gone;
mod http;
mod kafka;
mod leavers;
mod nobody;
mod openapi;
mod site;
mod wide;
