//! One agent's day: what memory, changelog and replay keep.

use super::date::Date;
use super::desk::Figure;
use super::event::{
    Absence, Attendance, Coaching, Evaluation, Event, Fact, Fingerprint, Key, Request, RequestKind, Shift, Ticket,
    Worked,
};
use super::pack::{Reader, Writer};
use super::totals::Totals;

/// The events of one business date of one agent, tickets already added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bucket {
    /// Shifts of the day.
    pub shifts: Vec<Shift>,
    /// Requests decided on the day.
    pub requests: Vec<Request>,
    /// Evaluations of the day.
    pub evaluations: Vec<Evaluation>,
    /// Coaching sessions of the day.
    pub coachings: Vec<Coaching>,
    /// Sums over the day's tickets; only the ticket fields are set.
    pub tickets: Totals,
    /// Closed tickets by category, sorted by category.
    pub categories: Vec<(u32, u32)>,
    /// Fingerprints of the events taken in, for as long as duplicates are looked for.
    pub seen: Vec<Fingerprint>,
}

impl Bucket {
    /// Whether an event with this fingerprint was taken in.
    pub fn has_seen(&self, fingerprint: Fingerprint) -> bool {
        self.seen.contains(&fingerprint)
    }

    /// Takes an event in. A record with the same key is replaced.
    pub fn apply(&mut self, event: &Event) {
        self.seen.push(event.fingerprint);
        match &event.fact {
            Fact::Shift(shift) => replace(&mut self.shifts, *shift, |s| s.key),
            Fact::Request(request) => replace(&mut self.requests, *request, |r| r.key),
            Fact::Evaluation(evaluation) => replace(&mut self.evaluations, *evaluation, |e| e.key),
            Fact::Coaching(coaching) => replace(&mut self.coachings, *coaching, |c| c.key),
            Fact::Ticket(ticket) => {
                self.tickets.add(&Totals::of_ticket(ticket));
                count(&mut self.categories, ticket.category, 1);
            }
            Fact::Reopened => self.tickets.reopened += 1,
            Fact::Roster(_) | Fact::Separation(_) => {}
        }
    }

    /// Whether the record that `fact` corrects is here.
    pub fn holds(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Shift(shift) => self.shifts.iter().any(|s| s.key == shift.key),
            Fact::Request(request) => self.requests.iter().any(|r| r.key == request.key),
            Fact::Evaluation(evaluation) => self.evaluations.iter().any(|e| e.key == evaluation.key),
            Fact::Coaching(coaching) => self.coachings.iter().any(|c| c.key == coaching.key),
            Fact::Ticket(_) | Fact::Reopened | Fact::Roster(_) | Fact::Separation(_) => false,
        }
    }

    /// Takes out the record that `fact` corrects.
    pub fn withdraw(&mut self, fact: &Fact) {
        match fact {
            Fact::Shift(shift) => self.shifts.retain(|s| s.key != shift.key),
            Fact::Request(request) => self.requests.retain(|r| r.key != request.key),
            Fact::Evaluation(evaluation) => self.evaluations.retain(|e| e.key != evaluation.key),
            Fact::Coaching(coaching) => self.coachings.retain(|c| c.key != coaching.key),
            Fact::Ticket(_) | Fact::Reopened | Fact::Roster(_) | Fact::Separation(_) => {}
        }
    }

    /// Shifts that were to be worked, and those of them that were missed.
    pub fn missed_shifts(&self) -> Figure {
        let missed = |shift: &Shift| match shift.attendance {
            Attendance::Worked(_) => Some(false),
            Attendance::Absent(Absence::Planned | Absence::Protected) => None,
            Attendance::Absent(Absence::Sick | Absence::Unplanned | Absence::NoShow) => Some(true),
        };
        let mut figure = Figure::default();
        for is_missed in self.shifts.iter().filter_map(missed) {
            figure.add(Figure { sum: f64::from(u8::from(is_missed)), of: 1 });
        }
        figure
    }

    /// Evaluations, and their points.
    pub fn marks(&self) -> Figure {
        let points = self.evaluations.iter().map(|evaluation| f64::from(evaluation.score_milli) / 1_000.0).sum();
        Figure { sum: points, of: self.evaluations.len() as u32 }
    }

    /// Tickets, and the seconds that they took.
    pub fn handle_times(&self) -> Figure {
        Figure { sum: self.tickets.handle_ms as f64 / 1_000.0, of: self.tickets.tickets }
    }

    fn clear(&mut self) {
        self.shifts.clear();
        self.requests.clear();
        self.evaluations.clear();
        self.coachings.clear();
        self.tickets = Totals::default();
        self.categories.clear();
        self.seen.clear();
    }

    /// Whether any event still counts on this day.
    pub fn has_records(&self) -> bool {
        let keyed = self.shifts.len() + self.requests.len() + self.evaluations.len() + self.coachings.len();
        keyed > 0 || self.tickets.tickets > 0 || self.tickets.reopened > 0
    }
}

impl Totals {
    /// The sums of one ticket.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        let handle_ms = u64::from(ticket.handle_ms);
        Self {
            tickets: 1,
            handle_ms,
            handle_sq_ms: handle_ms * handle_ms,
            hold_ms: u64::from(ticket.hold_ms),
            wrap_ms: u64::from(ticket.wrap_ms),
            moved: u32::from(ticket.moved),
            hostile: u32::from(ticket.hostile),
            csat_answers: u32::from(ticket.csat.is_some()),
            csat_sum: u32::from(ticket.csat.unwrap_or(0)),
            ..Self::default()
        }
    }
}

/// Adds `n` to a category's count in a sorted list.
pub fn count(categories: &mut Vec<(u32, u32)>, category: u32, n: u32) {
    match categories.binary_search_by_key(&category, |entry| entry.0) {
        Ok(found) => categories[found].1 += n,
        Err(place) => categories.insert(place, (category, n)),
    }
}

/// Adds sorted counts to a sorted list.
pub fn count_all(categories: &mut Vec<(u32, u32)>, more: &[(u32, u32)]) {
    let mut place = 0;
    for (category, n) in more {
        // The same few categories come up day after day: the next one mostly stands next.
        place += categories[place..].iter().take_while(|entry| entry.0 < *category).count();
        match categories.get_mut(place) {
            Some(entry) if entry.0 == *category => entry.1 += n,
            _ => categories.insert(place, (*category, *n)),
        }
    }
}

fn replace<T>(records: &mut Vec<T>, record: T, key: impl Fn(&T) -> Key) {
    match records.iter().position(|r| key(r) == key(&record)) {
        Some(found) => records[found] = record,
        None => records.push(record),
    }
}

/// A day in packed form: the length of the body, the body, then the fingerprints, which can be cut off in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(pub Box<[u8]>);

/// How much of a packed day is wanted, in the order in which it is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// The records that have a key: all but tickets.
    Keyed,
    /// The sums over tickets too.
    Sums,
    /// The categories of tickets too.
    Categories,
}

impl Packed {
    /// Packs a day.
    pub fn of(date: Date, bucket: &Bucket) -> Self {
        let mut body = Writer::default();
        pack_body(&mut body, date, bucket);
        let body = body.finish();
        let mut writer = Writer::after(Vec::with_capacity(body.len() + 2 + bucket.seen.len() * Fingerprint::BYTES));
        writer.number(body.len() as u64);
        let mut bytes = writer.finish();
        bytes.extend_from_slice(&body);
        let mut writer = Writer::after(bytes);
        bucket.seen.iter().for_each(|seen| writer.fixed(seen.0, Fingerprint::BYTES));
        Self(writer.finish().into_boxed_slice())
    }

    /// Unpacks a day; `None` when the bytes are not a packed day.
    pub fn unpack(&self, date: Date) -> Option<Bucket> {
        let mut bucket = Bucket::default();
        let mut seen = self.read_records(date, &mut bucket)?;
        bucket.seen.reserve_exact(seen.remaining() / Fingerprint::BYTES);
        while let Some(fingerprint) = seen.fixed(Fingerprint::BYTES) {
            bucket.seen.push(Fingerprint(fingerprint));
        }
        Some(bucket)
    }

    /// Whether these bytes are a packed day; `room` is written over, so that looking at many takes no memory.
    pub fn is_sound(&self, date: Date, room: &mut Bucket) -> bool {
        self.read_records(date, room).is_some()
    }

    /// Unpacks a day without its fingerprints, which no signal needs, into a bucket whose room is used again. Only as much
    /// is read as is wanted: a gathering reads the days of three months.
    pub fn unpack_records(&self, date: Date, wanted: Wanted, bucket: &mut Bucket) -> Option<()> {
        bucket.clear();
        let mut reader = Reader::new(&self.0);
        reader.number()?;
        read_keyed(&mut reader, date, bucket)?;
        if wanted >= Wanted::Sums {
            read_sums(&mut reader, bucket)?;
        }
        if wanted >= Wanted::Categories {
            read_categories(&mut reader, bucket)?;
        }
        Some(())
    }

    /// Reads the records; what is left to read are the fingerprints.
    fn read_records(&self, date: Date, bucket: &mut Bucket) -> Option<Reader<'_>> {
        bucket.clear();
        let mut reader = Reader::new(&self.0);
        let body = usize::try_from(reader.number()?).ok()?;
        let seen = reader.remaining().checked_sub(body)?;
        read_keyed(&mut reader, date, bucket)?;
        read_sums(&mut reader, bucket)?;
        read_categories(&mut reader, bucket)?;
        (reader.remaining() == seen && seen.is_multiple_of(Fingerprint::BYTES)).then_some(reader)
    }

    /// Cuts the fingerprints off, once duplicates of the day are no longer looked for; says whether there were any.
    pub fn forget_seen(&mut self) -> bool {
        let mut reader = Reader::new(&self.0);
        let Some(body) = reader.number().and_then(|n| usize::try_from(n).ok()) else { return false };
        let kept = self.0.len() - reader.remaining() + body;
        let has_seen = kept < self.0.len();
        if has_seen {
            self.0 = self.0[..kept].into();
        }
        has_seen
    }
}

fn pack_body(out: &mut Writer, date: Date, bucket: &Bucket) {
    out.number(bucket.shifts.len() as u64);
    bucket.shifts.iter().for_each(|shift| pack_shift(out, date, shift));
    out.number(bucket.requests.len() as u64);
    for request in &bucket.requests {
        out.fixed(request.key, 8);
        out.byte(request.kind as u8 | u8::from(request.refused) << 4);
    }
    out.number(bucket.evaluations.len() as u64);
    for evaluation in &bucket.evaluations {
        out.fixed(evaluation.key, 8);
        out.number(u64::from(evaluation.score_milli));
        out.byte(u8::from(evaluation.critical_fail) | u8::from(evaluation.disputed) << 1);
    }
    out.number(bucket.coachings.len() as u64);
    for coaching in &bucket.coachings {
        out.fixed(coaching.key, 8);
        out.byte(u8::from(coaching.held));
    }
    let day = &bucket.tickets;
    for times in [day.handle_ms, day.handle_sq_ms, day.hold_ms, day.wrap_ms] {
        out.number(times);
    }
    for counts in [day.tickets, day.reopened, day.moved, day.hostile, day.csat_answers, day.csat_sum] {
        out.number(u64::from(counts));
    }
    out.number(bucket.categories.len() as u64);
    for (category, tickets) in &bucket.categories {
        out.fixed(u64::from(*category), 4);
        out.number(u64::from(*tickets));
    }
}

fn read_keyed(from: &mut Reader<'_>, date: Date, bucket: &mut Bucket) -> Option<()> {
    for _ in 0..from.count(8)? {
        bucket.shifts.push(read_shift(from, date)?);
    }
    for _ in 0..from.count(9)? {
        let (key, bits) = (from.fixed(8)?, from.byte()?);
        let kind =
            [RequestKind::Leave, RequestKind::Swap, RequestKind::Overtime].into_iter().nth(usize::from(bits & 15))?;
        bucket.requests.push(Request { key, kind, refused: bits >> 4 == 1 });
    }
    for _ in 0..from.count(10)? {
        let (key, score_milli, bits) = (from.fixed(8)?, from.small()?, from.byte()?);
        bucket.evaluations.push(Evaluation { key, score_milli, critical_fail: bits & 1 == 1, disputed: bits & 2 == 2 });
    }
    for _ in 0..from.count(9)? {
        bucket.coachings.push(Coaching { key: from.fixed(8)?, held: from.byte()? == 1 });
    }
    Some(())
}

fn read_sums(from: &mut Reader<'_>, bucket: &mut Bucket) -> Option<()> {
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

fn read_categories(from: &mut Reader<'_>, bucket: &mut Bucket) -> Option<()> {
    for _ in 0..from.count(5)? {
        bucket.categories.push((u32::try_from(from.fixed(4)?).ok()?, from.small()?));
    }
    Some(())
}

/// Writes a shift, its start relative to the business date so that it stays short.
pub fn pack_shift(out: &mut Writer, date: Date, shift: &Shift) {
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
pub fn read_shift(from: &mut Reader<'_>, date: Date) -> Option<Shift> {
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
