//! Texts for people: the files themselves, what the program asks of them, and how they read.

mod files;
mod letters;
mod reasons;
mod samples;
mod used;
