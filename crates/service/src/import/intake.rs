//! What was taken in of the texts of an input, and what was refused: where, for which member, and why.

use std::collections::BTreeMap;

use attrition_contracts::incoming::refusal::{Code, Refusal};

/// Refused texts that are told of one by one: what is wrong with an export shows in few of them.
pub const FIRST_MAX: usize = 20;

/// What became of the texts of an input.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    /// Texts that were taken in.
    pub taken: u64,
    /// Texts that were refused, by their codes.
    pub refused: BTreeMap<Code, u64>,
    /// The first of them.
    pub first: Vec<RefusedText>,
    /// What an earlier run of the same import, which did not come to its end, had taken in.
    pub taken_before: u64,
    /// What it had refused.
    pub refused_before: u64,
    /// What the last run refused that came to its end: dead letters by now.
    pub refused_then: u64,
}

/// A text that was refused.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RefusedText {
    /// The file, as it was named.
    pub file: String,
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Which event of the file it is, from 1, where there may be several on a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// The code of the refusal.
    pub code: &'static str,
    /// The member that is wrong, where it is one.
    pub member: Option<String>,
    /// Why the event was refused, as a sentence.
    pub detail: String,
}

impl Intake {
    /// Notes a text that was refused at a place.
    pub fn refuse(&mut self, file: &str, line: u64, event: u64, refusal: &Refusal) {
        *self.refused.entry(refusal.code).or_default() += 1;
        // Texts come in the order of their times; what is told is the first of them as they stand.
        let event = Some(event).filter(|event| *event > 0);
        let is_before = |other: &RefusedText| (&*other.file, other.line, other.event) <= (file, line, event);
        let place = self.first.partition_point(is_before);
        if place == FIRST_MAX {
            return;
        }
        let refused = RefusedText {
            file: file.to_owned(),
            line,
            event,
            code: refusal.code.text(),
            member: refusal.member().map(str::to_owned),
            detail: refusal.detail.clone(),
        };
        self.first.insert(place, refused);
        self.first.truncate(FIRST_MAX);
    }

    /// Whether nothing was taken in and nothing refused: there was nothing.
    pub fn is_empty(&self) -> bool {
        self.all_taken() + self.all_refused() == 0
    }

    /// How many were refused by this run.
    pub fn refused_total(&self) -> u64 {
        self.refused.values().sum()
    }

    /// How many were taken in by all runs of the import.
    pub fn all_taken(&self) -> u64 {
        self.taken + self.taken_before
    }

    /// How many were refused by all runs of the import.
    pub fn all_refused(&self) -> u64 {
        self.refused_total() + self.refused_before
    }
}
