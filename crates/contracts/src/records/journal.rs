//! The journal's records: one version byte, one kind byte, then packed numbers.
//!
//! Keys are agent ids; the record that closes a day has none. Names, ids and texts of the original are not in it.

use crate::records::record::Record;
use attrition_core::basics::date::Date;
use attrition_core::event::{Coaching, Evaluation, Event, Fact, Fingerprint, Rating, Request, RequestKind, Ticket};
use attrition_core::partition::agent::{pack_roster, pack_separation, read_date, read_roster, read_separation};
use attrition_core::windows::bucket::{pack_shift, read_shift};
use attrition_core::windows::pack::{ByteWriter, PackReader};

/// Version of the records that are written. Readers take the ones before too: the events of version 1 have no time, and those of
/// version 2 do not say which ticket they are about.
const VERSION: u8 = 3;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Stands for a day that is not known: no calendar has it.
const NO_DAY: i64 = i32::MIN as i64;

/// Why an entry cannot be read.
const NO_ENTRY: &str = "it is no entry of the journal: its bytes are damaged, or it was written by a later version";
/// Why its agent cannot.
const NO_AGENT: &str = "its key, the agent, is not UTF-8";

/// A record of the journal or of org.
#[derive(Clone, Debug, PartialEq)]
pub enum JournalEntry {
    /// A day is over.
    DayClosed(Close),
    /// Something happened to the agent of the key.
    Event(Event),
    /// How far an import has come; only in org, where it is committed with what was imported.
    Imported(Imported),
    /// A decision of the models topic, by its number; only in org, where it is committed with the decision.
    Decided(u64),
}

/// The close of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Close {
    /// The business date that is closed.
    pub day: Date,
    /// It is closed long after it was over, out of a history that is taken in: nobody is told what comes of it.
    pub is_history: bool,
    /// The days before it that are still open are passed over: nothing has happened for longer than anything is remembered.
    pub is_after_silence: bool,
}

impl Close {
    /// The close of a day as it ends.
    pub fn new(day: Date) -> Self {
        Self { day, is_history: false, is_after_silence: false }
    }
}

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Hash of the input's beginning.
    pub source: u64,
    /// Texts with a time that were taken in, in the order of the input.
    pub lines: u64,
    /// Hash of those texts, each with the hash before it.
    pub hash: u64,
    /// The importer's clock, seconds since 1970-01-01 UTC.
    pub clock_s: i64,
    /// The last local date on which something was recorded.
    pub last_day: Option<Date>,
    /// Names the texts of the input that have no time, whatever their order.
    pub untimed: u64,
    /// How many of them are in the dead letters.
    pub untimed_lines: u64,
    /// All of the input was taken in.
    pub is_over: bool,
    /// Texts that were taken in since the import began, or began again on an input that had grown.
    pub taken: u64,
    /// Texts that were refused since then.
    pub refused: u64,
    /// Hashes of those that became dead letters with this record.
    pub untimed_hashes: Vec<u64>,
}

/// Writes an entry in its packed form: version, kind, then numbers.
pub fn write(entry: &JournalEntry) -> Box<[u8]> {
    let mut out = ByteWriter::after(Vec::with_capacity(64));
    out.byte(VERSION);
    match entry {
        JournalEntry::DayClosed(close) if *close == Close::new(close.day) => {
            out.byte(0);
            out.signed(i64::from(close.day.0));
        }
        JournalEntry::DayClosed(Close { day, is_history, is_after_silence }) => {
            out.byte(11);
            out.signed(i64::from(day.0));
            out.byte(u8::from(*is_history) | u8::from(*is_after_silence) << 1);
        }
        JournalEntry::Event(event) => write_event(&mut out, event),
        JournalEntry::Decided(number) => {
            out.byte(10);
            out.number(*number);
        }
        JournalEntry::Imported(imported) => {
            out.byte(9);
            out.fixed(imported.source, 8);
            out.number(imported.lines);
            out.fixed(imported.hash, 8);
            out.signed(imported.clock_s);
            // Earlier versions wrote the last day that was closed, which the closes say.
            out.signed(NO_DAY);
            out.signed(imported.last_day.map_or(NO_DAY, |day| i64::from(day.0)));
            out.fixed(imported.untimed, 8);
            out.number(imported.untimed_lines);
            out.byte(u8::from(imported.is_over));
            out.number(imported.taken);
            out.number(imported.refused);
            // Left out where there are none.
            if !imported.untimed_hashes.is_empty() {
                out.number(imported.untimed_hashes.len() as u64);
                imported.untimed_hashes.iter().for_each(|hash| out.fixed(*hash, 8));
            }
        }
    }
    out.finish().into_boxed_slice()
}

/// Reads a record of the journal or of org: its agent, who is empty where it is of nobody, and its entry; or why it cannot be
/// read.
pub fn read_record(record: &Record) -> Result<(&str, JournalEntry), &'static str> {
    let entry = read(&record.value).ok_or(NO_ENTRY)?;
    let agent = std::str::from_utf8(&record.key).map_err(|_| NO_AGENT)?;
    Ok((agent, entry))
}

/// Reads an entry; `None` when the bytes are none of this version.
pub fn read(bytes: &[u8]) -> Option<JournalEntry> {
    let mut from = PackReader::new(bytes);
    let version = from.byte()?;
    if !(1..=VERSION).contains(&version) {
        return None;
    }
    let entry = match from.byte()? {
        0 => JournalEntry::DayClosed(Close::new(read_date(&mut from)?)),
        11 => {
            let (day, flags) = (read_date(&mut from)?, from.byte()?);
            JournalEntry::DayClosed(Close { day, is_history: flags & 1 == 1, is_after_silence: flags & 2 == 2 })
        }
        9 => JournalEntry::Imported(read_imported(&mut from)?),
        10 => JournalEntry::Decided(from.number()?),
        kind => JournalEntry::Event(read_event(version, kind, &mut from)?),
    };
    from.is_empty().then_some(entry)
}

fn read_imported(from: &mut PackReader<'_>) -> Option<Imported> {
    let (source, lines, hash, clock_s) = (from.fixed(8)?, from.number()?, from.fixed(8)?, from.signed()?);
    let (_closed, last_day) = (from.signed()?, Date::of_days(from.signed()?));
    let imported = Imported { source, lines, hash, clock_s, last_day, ..Imported::default() };
    // Records of earlier versions end here, and do not tell whether more is to come.
    if from.is_empty() {
        return Some(Imported { is_over: true, ..imported });
    }
    let (untimed, untimed_lines, is_over) = (from.fixed(8)?, from.number()?, from.byte()? == 1);
    let imported = Imported { untimed, untimed_lines, is_over, ..imported };
    // Nor did they count what was refused.
    if from.is_empty() {
        return Some(imported);
    }
    let (taken, refused) = (from.number()?, from.number()?);
    let hashes = if from.is_empty() { 0 } else { from.number()? };
    let untimed_hashes = (0..hashes).map(|_| from.fixed(8)).collect::<Option<_>>()?;
    Some(Imported { taken, refused, untimed_hashes, ..imported })
}

fn write_event(out: &mut ByteWriter, event: &Event) {
    out.byte(match event.fact {
        Fact::Shift(_) => 1,
        Fact::Request(_) => 2,
        Fact::Evaluation(_) => 3,
        Fact::Coaching(_) => 4,
        Fact::Ticket(_) => 5,
        Fact::Reopened(_) => 6,
        Fact::Roster(_) => 7,
        Fact::Separation(_) => 8,
        Fact::Rated(_) => 12,
    });
    out.fixed(event.fingerprint.0, Fingerprint::BYTES);
    out.signed(i64::from(event.date.0));
    // Relative to the business date, it takes four bytes instead of six.
    out.signed(event.time_ms.wrapping_sub(midnight_ms(event.date)));
    match &event.fact {
        Fact::Shift(shift) => pack_shift(out, event.date, shift),
        Fact::Request(request) => {
            out.fixed(request.key, 8);
            out.byte(request.kind as u8);
            out.byte(u8::from(request.refused));
        }
        Fact::Evaluation(evaluation) => {
            out.fixed(evaluation.key, 8);
            out.number(u64::from(evaluation.score_milli));
            out.byte(u8::from(evaluation.critical_fail));
            out.byte(u8::from(evaluation.disputed));
        }
        Fact::Coaching(coaching) => {
            out.fixed(coaching.key, 8);
            out.byte(u8::from(coaching.held));
        }
        Fact::Ticket(ticket) => {
            out.fixed(ticket.id.0, Fingerprint::BYTES);
            for ms in [ticket.handle_ms, ticket.hold_ms, ticket.wrap_ms] {
                out.number(u64::from(ms));
            }
            out.fixed(u64::from(ticket.category), 4);
            out.byte(u8::from(ticket.moved) | u8::from(ticket.hostile) << 1 | ticket.csat.unwrap_or(0) << 4);
        }
        Fact::Reopened(id) => out.fixed(id.0, Fingerprint::BYTES),
        Fact::Rated(rating) => {
            out.fixed(rating.id.0, Fingerprint::BYTES);
            out.byte(rating.csat);
        }
        Fact::Roster(roster) => pack_roster(out, event.date, roster),
        Fact::Separation(separation) => pack_separation(out, separation),
    }
}

fn read_event(version: u8, kind: u8, from: &mut PackReader<'_>) -> Option<Event> {
    let fingerprint = Fingerprint(from.fixed(Fingerprint::BYTES)?);
    let date = read_date(from)?;
    let time_ms = if version == 1 { 0 } else { from.signed()?.wrapping_add(midnight_ms(date)) };
    let flag = |from: &mut PackReader<'_>| from.byte().map(|byte| byte == 1);
    // Where the ticket is not known, the event stands in for it: the same event is then the same ticket.
    let id = |from: &mut PackReader<'_>| {
        if version < 3 { Some(fingerprint) } else { from.fixed(Fingerprint::BYTES).map(Fingerprint) }
    };
    let fact = match kind {
        1 => Fact::Shift(read_shift(from, date)?),
        2 => {
            let key = from.fixed(8)?;
            let kinds = [RequestKind::Leave, RequestKind::Swap, RequestKind::Overtime];
            Fact::Request(Request { key, kind: *kinds.get(usize::from(from.byte()?))?, refused: flag(from)? })
        }
        3 => Fact::Evaluation(Evaluation {
            key: from.fixed(8)?,
            score_milli: from.small()?,
            critical_fail: flag(from)?,
            disputed: flag(from)?,
        }),
        4 => Fact::Coaching(Coaching { key: from.fixed(8)?, held: flag(from)? }),
        5 => Fact::Ticket(read_ticket(id(from)?, from)?),
        6 => Fact::Reopened(id(from)?),
        7 => Fact::Roster(read_roster(from)?.1),
        8 => Fact::Separation(read_separation(from)?),
        12 => Fact::Rated(Rating { id: id(from)?, csat: from.byte()? }),
        _ => return None,
    };
    Some(Event { fingerprint, date, time_ms, fact })
}

fn midnight_ms(date: Date) -> i64 {
    i64::from(date.0) * DAY_MS
}

fn read_ticket(id: Fingerprint, from: &mut PackReader<'_>) -> Option<Ticket> {
    let (handle_ms, hold_ms, wrap_ms) = (from.small()?, from.small()?, from.small()?);
    let category = u32::try_from(from.fixed(4)?).ok()?;
    let bits = from.byte()?;
    let csat = Some(bits >> 4).filter(|csat| *csat > 0);
    Some(Ticket { id, handle_ms, hold_ms, wrap_ms, category, moved: bits & 1 == 1, hostile: bits & 2 == 2, csat })
}
