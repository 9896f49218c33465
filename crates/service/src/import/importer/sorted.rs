//! Imports an input that is sorted: checked as a whole before anything of it is written.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Overlap;
use super::overlap::Closed;
use super::progress::{ImportProgress, UntimedTexts};
use super::{Error, Importer, STEP_MAX, counted_before};
use crate::import::sorting::{RecordedAt, Sorted, TimedText};
use attrition_stream::{self, StageLog};

/// Texts between two looks at whether the rest is wanted.
const PROGRESS_EVERY: u64 = 4_096;

impl<L: StageLog> Importer<L> {
    /// Finds out which of the inputs that were imported before this one continues: that of which most was taken in, of those
    /// whose texts it begins with. Where there is none it is a new input.
    pub fn recognise(&mut self, texts: &Sorted) -> Result<(), Error> {
        let alike = std::mem::take(&mut self.alike);
        let begun = alike.iter().filter(|progress| progress.done.lines > 0);
        let begun: BTreeMap<(u64, u64), &ImportProgress> =
            begun.map(|progress| ((progress.done.lines, progress.done.hash), progress)).collect();
        let Some(((most, _), _)) = begun.last_key_value() else { return Ok(()) };
        let (mut line, mut hash, mut continued, mut all) = (0, 0, None, texts.texts()?);
        while line < *most
            && let Some(text) = all.next_text()?
        {
            if text.moment != RecordedAt::NONE {
                line += 1;
                hash = xxh3_64_with_seed(&text.bytes, hash);
                continued = begun.get(&(line, hash)).copied().or(continued);
            }
        }
        self.is_another = continued.is_none();
        let is_new = |progress: &&ImportProgress| progress.done.lines == 0;
        if let Some(progress) = continued.or_else(|| alike.iter().find(is_new)) {
            (self.done, self.untimed) = (progress.done.clone(), progress.untimed.clone());
            self.intake = counted_before(&mut self.done);
        }
        Ok(())
    }

    /// Takes in a sorted input from its beginning to its end, or until `goes_on`, which hears how many texts are done, says
    /// no. `names` are those of its files. Nothing is written where its events lie in days that are closed.
    pub fn take(
        &mut self,
        texts: &Sorted,
        names: &[String],
        goes_on: &mut dyn FnMut(&L, u64) -> bool,
    ) -> Result<(), Error> {
        self.recognise(texts)?;
        self.late = self.check(texts)?;
        // Texts without a time have no place in the order by which an input that has grown is known again.
        if self.done.untimed != texts.untimed_sum {
            (self.done.untimed, self.done.untimed_lines) = (texts.untimed_sum, 0);
        }
        let (mut untimed, mut done, mut all) = (0, 0, texts.texts()?);
        while let Some(text) = all.next_text()? {
            let origin = names.get(text.place.file as usize).map_or("", String::as_str);
            if text.moment == RecordedAt::NONE {
                untimed += 1;
                self.untimed(&text, origin, untimed)?;
            } else {
                self.text(&text.bytes, origin, text.place.line, text.place.event)?;
            }
            done += 1;
            if done % PROGRESS_EVERY == 0 && !goes_on(&self.log, done) {
                return Ok(());
            }
        }
        self.repeated = all.repeated();
        Ok(self.finish()?)
    }

    /// A text without a time becomes a dead letter, unless it is one.
    fn untimed(&mut self, text: &TimedText, origin: &str, number: u64) -> Result<(), attrition_stream::Error> {
        let is_known = self.untimed.remove(&text.bytes);
        if number <= self.done.untimed_lines {
            return Ok(());
        }
        self.done.untimed_lines = number;
        if is_known {
            return Ok(());
        }
        self.event(&text.bytes, origin, text.place.line, text.place.event);
        self.done.untimed_hashes.push(UntimedTexts::hash(&text.bytes));
        self.done.is_over = false;
        if self.out.records.len() >= STEP_MAX { self.commit() } else { Ok(()) }
    }

    /// Checks that what is new of the input lies in no day that is closed; what is in the log already is not new. What does is an
    /// error, or where late events are taken in, what comes back.
    fn check(&self, texts: &Sorted) -> Result<Option<Overlap>, Error> {
        let Some(day) = self.closed else { return Ok(None) };
        let mut closed = Closed::through(day, self.now);
        let (mut line, mut all) = (0, texts.texts()?);
        while let Some(text) = all.next_text()? {
            if text.moment == RecordedAt::NONE {
                continue;
            }
            line += 1;
            if line <= self.done.lines {
                continue;
            }
            if closed.is_past(text.moment) {
                break;
            }
            closed.compare(&text);
        }
        // Which events are in the log already is looked up only where it matters.
        if let Some(logs) = &self.recorded {
            closed.forget_known(logs)?;
        }
        let Some(overlap) = closed.found() else { return Ok(None) };
        // Lines that stand there twice are known at the end.
        while all.next_text()?.is_some() {}
        let overlap = Overlap { of: texts.timed - all.repeated(), ..overlap };
        if self.takes_late { Ok(Some(overlap)) } else { Err(overlap.into()) }
    }
}
