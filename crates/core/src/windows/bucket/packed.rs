//! A day in packed form, as memory and changelog keep it.

use super::Bucket;
use super::dedup::DedupEntry;
use super::keyed::{KeyedKind, MovedAway, Timestamped};
use crate::basics::date::Date;
use crate::event::{Absence, Attendance, Coaching, Evaluation, Fingerprint, Request, RequestKind, Shift, Worked};
use crate::windows::pack::{ByteWriter, PackReader};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A day in packed form: the length of the body, the body, then what is needed for some weeks only and can be cut off in place:
/// the categories of tickets, and what is remembered of the events taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(pub Box<[u8]>);

/// How much of a packed day is wanted, in the order in which it is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackedDepth {
    /// The records that have a key: all but tickets.
    Keyed,
    /// The sums over tickets too.
    Sums,
    /// The categories of tickets too.
    Categories,
}

impl Packed {
    /// Packs the bucket of a day; [`Packed::unpack`] reads it back with the same date.
    pub fn new(date: Date, bucket: &Bucket) -> Self {
        let mut body = ByteWriter::default();
        pack_body(&mut body, date, bucket);
        let body = body.finish();
        let after = bucket.categories.len() * 6 + bucket.seen.len() * Fingerprint::BYTES;
        let mut writer = ByteWriter::after(Vec::with_capacity(body.len() + 4 + after));
        writer.number(body.len() as u64);
        let mut bytes = writer.finish();
        bytes.extend_from_slice(&body);
        let mut writer = ByteWriter::after(bytes);
        pack_categories(&mut writer, &bucket.categories);
        bucket.seen.iter().for_each(|entry| writer.fixed(entry.0, Fingerprint::BYTES));
        Self(writer.finish().into_boxed_slice())
    }

    /// A day as version 1 packed it, without times of records and kinds of events, in the present form.
    pub fn of_version_1(date: Date, bytes: &[u8]) -> Option<Self> {
        let mut bucket = Bucket::default();
        let mut seen = read_records(bytes, date, Times::Absent, &mut bucket)?;
        while let Some(fingerprint) = seen.fixed(Fingerprint::BYTES) {
            bucket.seen.push(DedupEntry::of_version_1(fingerprint));
        }
        Some(Self::new(date, &bucket))
    }

    /// Unpacks a day; `None` when the bytes are not a packed day.
    pub fn unpack(&self, date: Date) -> Option<Bucket> {
        let mut bucket = Bucket::default();
        let mut seen = read_records(&self.0, date, Times::Present, &mut bucket)?;
        bucket.seen.reserve_exact(seen.remaining() / Fingerprint::BYTES);
        while let Some(entry) = seen.fixed(Fingerprint::BYTES) {
            bucket.seen.push(DedupEntry(entry));
        }
        Some(bucket)
    }

    /// The entry of an event with this fingerprint, found without unpacking the day.
    pub fn seen(&self, fingerprint: Fingerprint) -> Option<DedupEntry> {
        let seen = self.0.get(self.seen_from()?..)?;
        seen.chunks_exact(Fingerprint::BYTES).filter_map(entry).find(|entry| entry.is_of(fingerprint))
    }

    /// Marks what is known of a ticket as answered, in place; says whether it was before. `None` when nothing is known of it.
    pub fn answer(&mut self, ticket: Fingerprint) -> Option<bool> {
        let from = self.seen_from()?;
        let mut seen = self.0.get_mut(from..)?.chunks_exact_mut(Fingerprint::BYTES);
        let bytes = seen.find(|bytes| entry(bytes).is_some_and(|entry| entry.is_of(ticket)))?;
        let before = entry(bytes)?;
        let after = before.with(DedupEntry::of_rating(ticket));
        bytes.copy_from_slice(&after.0.to_le_bytes()[..Fingerprint::BYTES]);
        Some(before.is_answered())
    }

    /// Where the body ends.
    fn body_end(&self) -> Option<usize> {
        let mut reader = PackReader::new(&self.0);
        let body = usize::try_from(reader.number()?).ok()?;
        (self.0.len() - reader.remaining()).checked_add(body)
    }

    /// Where the entries of events begin.
    fn seen_from(&self) -> Option<usize> {
        let mut reader = PackReader::new(self.0.get(self.body_end()?..)?);
        for _ in 0..reader.count(5)? {
            reader.fixed(4)?;
            reader.number()?;
        }
        Some(self.0.len() - reader.remaining())
    }

    /// Whether these bytes are a packed day; `room` is written over, so that looking at many takes no memory.
    pub fn is_sound(&self, date: Date, room: &mut Bucket) -> bool {
        read_records(&self.0, date, Times::Present, room).is_some()
    }

    /// Unpacks a day without its fingerprints, which no signal needs, into a bucket whose room is used again. Only as much
    /// is read as is wanted: a gathering reads the days of three months.
    pub fn unpack_records(&self, date: Date, wanted: PackedDepth, bucket: &mut Bucket) -> Option<()> {
        bucket.clear();
        let mut reader = PackReader::new(&self.0);
        reader.number()?;
        read_keyed(&mut reader, date, Times::Present, bucket)?;
        if wanted >= PackedDepth::Sums {
            read_sums(&mut reader, bucket)?;
        }
        if wanted >= PackedDepth::Categories {
            read_categories(&mut reader, bucket)?;
        }
        Some(())
    }

    /// Cuts off what is remembered of events, once duplicates of the day are no longer looked for, and the categories of tickets
    /// where they no longer count either; says whether there was anything.
    pub fn forget(&mut self, categories_count: bool) -> bool {
        let Some(end) = self.body_end().filter(|end| *end < self.0.len()) else { return false };
        let kept = if categories_count { self.seen_from() } else { Some(end + 1) };
        // A byte says that there are no categories: most days are looked at when they have none any more.
        let Some(kept) = kept.filter(|kept| *kept < self.0.len()) else { return false };
        if !categories_count {
            self.0[end] = 0;
        }
        self.0 = self.0[..kept].into();
        true
    }
}

fn entry(bytes: &[u8]) -> Option<DedupEntry> {
    PackReader::new(bytes).fixed(Fingerprint::BYTES).map(DedupEntry)
}

/// Whether records were packed with their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    /// By the present version.
    Present,
    /// The records were packed by version 1, without their times.
    Absent,
}

/// Reads the records; what is left to read are the entries of events. In version 1 the body had the categories too.
fn read_records<'a>(bytes: &'a [u8], date: Date, times: Times, bucket: &mut Bucket) -> Option<PackReader<'a>> {
    bucket.clear();
    let mut reader = PackReader::new(bytes);
    let body = usize::try_from(reader.number()?).ok()?;
    let after = reader.remaining().checked_sub(body)?;
    read_keyed(&mut reader, date, times, bucket)?;
    read_sums(&mut reader, bucket)?;
    let is_body_over = reader.remaining() == after;
    read_categories(&mut reader, bucket)?;
    let is_whole = if times == Times::Present { is_body_over } else { reader.remaining() == after };
    (is_whole && reader.remaining().is_multiple_of(Fingerprint::BYTES)).then_some(reader)
}

fn pack_body(out: &mut ByteWriter, date: Date, bucket: &Bucket) {
    out.number(bucket.shifts.len() as u64);
    for Timestamped { time_ms, record } in &bucket.shifts {
        pack_shift(out, date, record);
        pack_time(out, date, *time_ms);
    }
    out.number(bucket.requests.len() as u64);
    for Timestamped { time_ms, record } in &bucket.requests {
        out.fixed(record.key, 8);
        out.byte(record.kind as u8 | u8::from(record.refused) << 4);
        pack_time(out, date, *time_ms);
    }
    out.number(bucket.evaluations.len() as u64);
    for Timestamped { time_ms, record } in &bucket.evaluations {
        out.fixed(record.key, 8);
        out.number(u64::from(record.score_milli));
        out.byte(u8::from(record.critical_fail) | u8::from(record.disputed) << 1);
        pack_time(out, date, *time_ms);
    }
    out.number(bucket.coachings.len() as u64);
    for Timestamped { time_ms, record } in &bucket.coachings {
        out.fixed(record.key, 8);
        out.byte(u8::from(record.held));
        pack_time(out, date, *time_ms);
    }
    out.number(bucket.moved_away.len() as u64);
    for MovedAway { kind, key, time_ms } in &bucket.moved_away {
        out.byte(*kind as u8);
        out.fixed(*key, 8);
        pack_time(out, date, *time_ms);
    }
    let day = &bucket.tickets;
    for times in [day.handle_ms, day.handle_sq_ms, day.hold_ms, day.wrap_ms] {
        out.number(times);
    }
    for counts in [day.tickets, day.reopened, day.moved, day.hostile, day.csat_answers, day.csat_sum] {
        out.number(u64::from(counts));
    }
}

fn pack_categories(out: &mut ByteWriter, categories: &[(u32, u32)]) {
    out.number(categories.len() as u64);
    for (category, tickets) in categories {
        out.fixed(u64::from(*category), 4);
        out.number(u64::from(*tickets));
    }
}

fn read_keyed(from: &mut PackReader<'_>, date: Date, times: Times, bucket: &mut Bucket) -> Option<()> {
    for _ in 0..from.count(8)? {
        let record = read_shift(from, date)?;
        bucket.shifts.push(Timestamped { time_ms: read_time(from, date, times)?, record });
    }
    for _ in 0..from.count(9)? {
        let (key, bits) = (from.fixed(8)?, from.byte()?);
        let kind =
            [RequestKind::Leave, RequestKind::Swap, RequestKind::Overtime].into_iter().nth(usize::from(bits & 15))?;
        let record = Request { key, kind, refused: bits >> 4 == 1 };
        bucket.requests.push(Timestamped { time_ms: read_time(from, date, times)?, record });
    }
    for _ in 0..from.count(10)? {
        let (key, score_milli, bits) = (from.fixed(8)?, from.small()?, from.byte()?);
        let record = Evaluation { key, score_milli, critical_fail: bits & 1 == 1, disputed: bits & 2 == 2 };
        bucket.evaluations.push(Timestamped { time_ms: read_time(from, date, times)?, record });
    }
    for _ in 0..from.count(9)? {
        let record = Coaching { key: from.fixed(8)?, held: from.byte()? == 1 };
        bucket.coachings.push(Timestamped { time_ms: read_time(from, date, times)?, record });
    }
    if times == Times::Absent {
        return Some(());
    }
    for _ in 0..from.count(10)? {
        let kind = *KeyedKind::ALL.get(usize::from(from.byte()?))?;
        let (key, time_ms) = (from.fixed(8)?, read_time(from, date, times)?);
        bucket.moved_away.push(MovedAway { kind, key, time_ms });
    }
    Some(())
}

/// Writes when a record was recorded: relative to the business date it takes four bytes, to the millisecond, for as long
/// as the record can be replaced.
fn pack_time(out: &mut ByteWriter, date: Date, time_ms: i64) {
    out.signed(time_ms.wrapping_sub(i64::from(date.0) * DAY_MS));
}

fn read_time(from: &mut PackReader<'_>, date: Date, times: Times) -> Option<i64> {
    match times {
        Times::Present => Some(from.signed()?.wrapping_add(i64::from(date.0) * DAY_MS)),
        Times::Absent => Some(0),
    }
}

fn read_sums(from: &mut PackReader<'_>, bucket: &mut Bucket) -> Option<()> {
    let day = &mut bucket.tickets;
    for time in [&mut day.handle_ms, &mut day.handle_sq_ms, &mut day.hold_ms, &mut day.wrap_ms] {
        *time = from.number()?;
    }
    let counts = [
        &mut day.tickets,
        &mut day.reopened,
        &mut day.moved,
        &mut day.hostile,
        &mut day.csat_answers,
        &mut day.csat_sum,
    ];
    for count in counts {
        *count = from.small()?;
    }
    Some(())
}

fn read_categories(from: &mut PackReader<'_>, bucket: &mut Bucket) -> Option<()> {
    for _ in 0..from.count(5)? {
        bucket.categories.push((u32::try_from(from.fixed(4)?).ok()?, from.small()?));
    }
    Some(())
}

/// Writes a shift, its start relative to the business date so that it stays short.
pub fn pack_shift(out: &mut ByteWriter, date: Date, shift: &Shift) {
    out.fixed(shift.key, 8);
    out.signed(shift.start_s.wrapping_sub(midnight_s(date)));
    out.signed(i64::from(shift.offset_min));
    out.number(u64::from(shift.scheduled_s));
    let (status, worked) = match shift.attendance {
        Attendance::Worked(worked) => (0, worked),
        Attendance::Absent(absence) => (1 + absence as u8, Worked::default()),
    };
    out.byte(status | u8::from(shift.short_notice) << 4 | u8::from(worked.home) << 5);
    if status == 0 {
        out.signed(i64::from(worked.late_s));
        for seconds in [worked.worked_s, worked.overtime_s, worked.break_overrun_s, worked.occupied_s] {
            out.number(u64::from(seconds));
        }
    }
}

/// Reads what [`pack_shift`] wrote.
pub fn read_shift(from: &mut PackReader<'_>, date: Date) -> Option<Shift> {
    const ABSENCES: [Absence; 5] =
        [Absence::Planned, Absence::Sick, Absence::Unplanned, Absence::NoShow, Absence::Protected];
    let key = from.fixed(8)?;
    let start_s = from.signed()?.wrapping_add(midnight_s(date));
    let offset_min = i16::try_from(from.signed()?).ok()?;
    let scheduled_s = from.small()?;
    let bits = from.byte()?;
    let attendance = match bits & 15 {
        0 => Attendance::Worked(Worked {
            late_s: i32::try_from(from.signed()?).ok()?,
            worked_s: from.small()?,
            overtime_s: from.small()?,
            break_overrun_s: from.small()?,
            occupied_s: from.small()?,
            home: bits & 32 != 0,
        }),
        status => Attendance::Absent(*ABSENCES.get(usize::from(status) - 1)?),
    };
    Some(Shift { key, start_s, offset_min, scheduled_s, short_notice: bits & 16 != 0, attendance })
}

fn midnight_s(date: Date) -> i64 {
    i64::from(date.0) * 86_400
}
