//! Imports an input that is sorted: checked as a whole before anything of it is written.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Overlap;
use super::overlap::Closed;
use super::{Error, Importer, STEP_MAX};
use crate::live::sorting::{RecordedAt, Sorted, Timed};
use crate::log::{self, StageLog};

/// Texts between two looks at whether the rest is wanted.
const PROGRESS_EVERY: u64 = 4_096;

impl<L: StageLog> Importer<L> {
    /// Takes in a sorted input from its beginning to its end, or until `goes_on`, which hears how many texts are done, says
    /// no. `names` are those of its files. Nothing is written where the input is another than it was, or where its events lie
    /// in days that are closed.
    pub fn take(
        &mut self,
        texts: &Sorted,
        names: &[String],
        goes_on: &mut dyn FnMut(&L, u64) -> bool,
    ) -> Result<(), Error> {
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

    /// A text without a time becomes a dead letter.
    fn untimed(&mut self, text: &Timed, origin: &str, number: u64) -> Result<(), log::Error> {
        if number <= self.done.untimed_lines {
            return Ok(());
        }
        self.event(&text.bytes, origin, text.place.line, text.place.event);
        (self.done.untimed_lines, self.done.is_over) = (number, false);
        if self.out.records.len() >= STEP_MAX { self.commit() } else { Ok(()) }
    }

    /// Checks that the input begins with what was taken in of it, and that the rest lies in no day that is closed. What does is
    /// an error, or where late events are taken in, what comes back.
    fn check(&self, texts: &Sorted) -> Result<Option<Overlap>, Error> {
        let done = &self.done;
        let mut closed = self.closed.map(|day| Closed::through(day, self.now));
        if done.lines == 0 && closed.is_none() {
            return Ok(None);
        }
        let (mut line, mut hash, mut all) = (0, 0, texts.texts()?);
        while let Some(text) = all.next_text()? {
            if text.moment == RecordedAt::NONE {
                continue;
            }
            line += 1;
            if line <= done.lines {
                hash = xxh3_64_with_seed(&text.bytes, hash);
                if line == done.lines && hash != done.hash {
                    return Err(self.is_another(&format!("is not the same up to its event {line}")).into());
                }
                continue;
            }
            match &mut closed {
                Some(closed) if !closed.is_past(text.moment) => closed.look(&text),
                _ => break,
            }
        }
        if line < done.lines {
            return Err(self.is_another(&format!("has {line} events, and had {}", done.lines)).into());
        }
        let Some(overlap) = closed.and_then(Closed::found) else { return Ok(None) };
        // Lines that stand there twice are known at the end.
        while all.next_text()?.is_some() {}
        let overlap = Overlap { of: texts.timed - all.repeated(), ..overlap };
        if self.takes_late { Ok(Some(overlap)) } else { Err(overlap.into()) }
    }
}
