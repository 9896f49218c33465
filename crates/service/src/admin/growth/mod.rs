//! More partitions of the journal. The agent-to-partition map changes with their number, so a new journal is made of the old
//! one, its scores are laid out like it, and the state of the score stage is made by replaying it.
//!
//! The old log is only read. Every phase can be killed and run again: it goes on where it was.

mod copy;
mod repartition;
mod silent_score;

use crate::replay::verify_scores::{ScoreTally, recompute};
use crate::storage::logs::Logs;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::score::ScoreWriter;
use attrition_stream;

use self::copy::LogCopy;
use self::repartition::Survey;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The old journal is read through: how much there is, and whether its partitions are equally far.
    Survey,
    /// Journal and scores are written by the new partitions.
    Copy,
    /// The score stage goes through the new journal and publishes nothing.
    Replay,
    /// The scores that the new journal makes are compared with the published ones.
    Compare,
}

/// Figures of the new log.
#[derive(Clone, Debug)]
pub struct Grown {
    /// Events of the journal.
    pub events: u64,
    /// Scores laid out anew.
    pub scores: u64,
    /// Records written by this run; the others were there already.
    pub written: u64,
    /// What came of the comparison; all of it is the same.
    pub compared: ScoreTally,
}

/// Nothing was made that could be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The site is not as it must be, or the new log is not what it should be.
    #[error("{0}")]
    Refused(String),
    /// A log cannot be read or written.
    #[error(transparent)]
    Log(#[from] attrition_stream::Error),
}

/// Makes the journal, the scores and the score stage's state of `new` out of those of `old`; `setting` is that of the score
/// stage on `new`. Scores are compared from a day on; without it, from the second day that was scored, for the first one
/// depends on when the first event of a partition came. `tell` hears how far a phase is, and how far it goes.
pub fn grow(
    old: &Logs,
    new: &Logs,
    setting: &ScoreWriter,
    compare_from: Option<Date>,
    tell: &mut dyn FnMut(Phase, u64, u64),
) -> Result<Grown, Error> {
    stands_still(old)?;
    let partitions = (old.partitions(Topic::Journal)?, new.partitions(Topic::Journal)?);
    let survey = Survey::new(old, partitions.0, tell)?;
    let closed = survey.closed().map_err(|why| Error::Refused(why.to_string()))?;

    let mut copy = LogCopy::open(new)?;
    let mut scored = None::<(Date, Date)>;
    let total = survey.records + survey.scores;
    repartition::journal(old, partitions, &mut |output| {
        copy.put(output)?;
        tell(Phase::Copy, copy.put, total);
        Ok(())
    })?;
    repartition::scores(old, partitions, &mut |date, output| {
        scored =
            date.map(|date| scored.map_or((date, date), |(first, last)| (first.min(date), last.max(date)))).or(scored);
        copy.put(output)?;
        tell(Phase::Copy, copy.put, total);
        Ok(())
    })?;
    let (scores, written) = (survey.scores, copy.finish(new)?);

    silent_score::replay(new, setting, &mut |done, total| tell(Phase::Replay, done, total))?;

    let span = scored.and_then(|(first, _)| Some((compare_from.unwrap_or(first + 1), closed?)));
    let compared = match span.filter(|(from, to)| from <= to) {
        None => ScoreTally::default(),
        Some(span) => recompute(new, setting, span, &mut |done| {
            tell(Phase::Compare, done.into(), partitions.1.into());
        })?,
    };
    if compared.differ > 0 {
        return Err(Error::Refused(different(&compared)));
    }
    // Whoever wrote to the old journal meanwhile has written something that the new one has not.
    stands_still(old)?;
    Ok(Grown { events: survey.events, scores, written, compared })
}

/// Nobody works on the log, and nothing of the journal waits for the score stage: what it would publish of that, the replay
/// would not.
fn stands_still(old: &Logs) -> Result<(), Error> {
    for stage in ["ingest", "score", "desk"] {
        match old.members(stage)? {
            0 => {}
            n => {
                let text = format!(
                    "{n} members of the stage `{stage}` are at work: stop every instance, imports too, and run this again; \
                     one that was killed counts for some fifteen seconds"
                );
                return Err(Error::Refused(text));
            }
        }
    }
    if !old.is_through("score", Topic::Journal)? {
        let text = "the score stage is not through the journal: let `attrition-watch run --stages score,desk` finish, \
                    stop it, and run this again";
        return Err(Error::Refused(text.to_owned()));
    }
    Ok(())
}

fn different(tally: &ScoreTally) -> String {
    let first = tally.first.iter().map(|difference| difference.date).min();
    let first = first.map_or("an unknown day".to_owned(), |day| day.to_string());
    format!(
        "{} scores are not made again as they were published, the first of {first}: nothing was changed; if \
         `score.dedup_days` or `score.model` were others then, set them, or compare from a later day by `--compare-from`",
        tally.differ
    )
}

/// The day of a published score.
fn day_of(value: &[u8]) -> Option<Date> {
    Some(score::read(value).ok()??.1.date)
}
