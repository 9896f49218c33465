//! One agent: window, employment, risk so far.

use crate::basics::ids::{SiteId, SupervisorId};
use std::iter;

use crate::basics::date::Date;
use crate::employment::arrival::Arrival;
use crate::employment::profile::{Profile, RosterFact};
use crate::employment::spell::Notice;
use crate::event::{Potential, Roster, Separation, SeparationKind};
use crate::model::{Band, Model, ModelTag, RiskEvaluation};
use crate::org::{GroupLeavers, OrgSignals};
use crate::signals::{Daily, Evidence};
use crate::windows::pack::{ByteWriter, PackReader};
use crate::windows::window::Window;

/// Days of risk that are remembered: an alert tells the risk of a month ago.
const RISKS_KEPT: usize = 31;

/// Stand in state for no model and for no date.
const NO_MODEL: u64 = 0;
const NO_DATE: i64 = i32::MIN as i64;

/// The state of one agent.
#[derive(Clone, Debug, Default)]
pub struct Agent {
    /// What the agent did on each of the last ninety days.
    pub window: Window,
    /// The agent's own employment, from roster and separations.
    pub profile: Profile,
    /// What is remembered from the days that were closed.
    pub past: AgentMemory,
    /// The evaluation of the open day, where one was made: derived, never stored.
    pub live: Option<Box<RiskEvaluation>>,
}

/// What is remembered from the days that were closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgentMemory {
    /// Organisation signals of the last close.
    pub org: OrgSignals,
    /// Band of the last published score.
    pub band: Option<Band>,
    /// Supervisor and site that the last score was of.
    pub supervisor: SupervisorId,
    /// The site; empty where an earlier version wrote the state.
    pub site: SiteId,
    /// Day of the last daily score.
    pub last_scored: Option<Date>,
    /// Daily risks up to that day, oldest first, since there is enough history to judge.
    pub risks: Vec<f32>,
    /// The model that made them; `None` where an earlier version wrote the state.
    pub model: Option<ModelTag>,
    /// The last move from another site with a case.
    pub arrival: Option<Box<Arrival>>,
}

impl Agent {
    /// Whether the agent counts on a day: employed, or unknown to the roster but at work in the last ninety days.
    pub fn is_active(&self, day: Date) -> bool {
        self.profile.is_employed(day).unwrap_or(!self.window.is_empty())
    }

    /// How the present employment ends, once notice has been given by `day`; of whoever goes on elsewhere on that day, how they left the
    /// place where they were.
    pub fn leaving(&self, day: Date) -> Option<SeparationKind> {
        let leaving = self.profile.leaving(day).or_else(|| self.profile.went_on_elsewhere(day));
        leaving.map(|separation| separation.kind)
    }

    /// Sums of single days up to a day.
    pub fn daily(&self, day: Date) -> Daily {
        Daily::new(day, &self.window, &self.profile)
    }

    /// The roster fact by which a score of `day` is routed: that of the day before, or a newcomer's first.
    pub fn place(&self, day: Date) -> Option<&Roster> {
        self.profile.on(day - 1).or_else(|| self.profile.on(day)).map(|fact| &fact.roster)
    }

    /// Evaluates the agent as of `day` from the buckets.
    pub fn evaluate(&self, day: Date, org: OrgSignals, model: &Model) -> RiskEvaluation {
        RiskEvaluation::new(Evidence::gather(day, &self.window, &self.profile, org), model)
    }
}

impl AgentMemory {
    /// Forgets the risks of another model, at the close of the first day of this one: those of two are not compared. Whether it
    /// was another.
    pub fn follow_model(&mut self, model: ModelTag) -> bool {
        let is_another = self.is_of_another(model);
        if is_another {
            self.risks.clear();
        }
        self.model = Some(model);
        is_another
    }

    /// Remembers the risk of a day that was closed. What was said without enough history is not held against anyone.
    pub fn remember(&mut self, day: Date, risk: f64, band: Band) {
        if self.last_scored != Some(day - 1) || band == Band::Unknown {
            self.risks.clear();
        }
        self.last_scored = Some(day);
        if band != Band::Unknown {
            if self.risks.len() == RISKS_KEPT {
                self.risks.remove(0);
            }
            self.risks.push(risk as f32);
        }
    }

    /// The daily risk of a day by a model, if that model made it and it is still remembered.
    pub fn risk_on(&self, day: Date, by: ModelTag) -> Option<f64> {
        if self.is_of_another(by) {
            return None;
        }
        let back = usize::try_from(self.last_scored? - day).ok()?;
        let place = self.risks.len().checked_sub(1 + back)?;
        Some(f64::from(self.risks[place]))
    }

    /// Whether another model made the risks that are remembered. What an earlier version wrote is taken for this one's.
    pub(crate) fn is_of_another(&self, model: ModelTag) -> bool {
        self.model.is_some_and(|made_by| made_by != model)
    }
}

/// Packs what is kept of an agent beside the day buckets.
pub fn pack(profile: &Profile, past: &AgentMemory) -> Vec<u8> {
    let mut out = ByteWriter::default();
    out.number(profile.facts().len() as u64);
    profile.facts().iter().for_each(|fact| pack_roster(&mut out, fact.effective, &fact.roster));
    out.number(profile.notices().len() as u64);
    profile.notices().iter().for_each(|notice| pack_separation(&mut out, &notice.separation));
    for value in org_values(&past.org) {
        out.float(value.unwrap_or(f64::NAN));
    }
    out.byte(past.band.map_or(0, |band| 1 + band as u8));
    out.text(&past.supervisor);
    out.signed(past.last_scored.map_or(NO_DATE, |day| i64::from(day.0)));
    out.number(past.risks.len() as u64);
    past.risks.iter().for_each(|risk| out.fixed(u64::from(risk.to_bits()), 4));
    out.text(&past.site);
    profile.facts().iter().for_each(|fact| out.signed(fact.time_ms));
    profile.notices().iter().for_each(|notice| out.signed(notice.time_ms));
    for gone in [past.org.team_gone, past.org.cohort_gone, past.org.supervisor_gone] {
        out.number(u64::from(gone.leavers));
        out.number(u64::from(gone.people));
    }
    out.fixed(past.model.map_or(NO_MODEL, |model| model.0), ModelTag::BYTES);
    out.signed(past.arrival.as_ref().map_or(NO_DATE, |arrival| i64::from(arrival.on.0)));
    past.arrival.iter().for_each(|arrival| out.float(arrival.risk));
    out.number(u64::from(past.org.site_year.leavers));
    past.org.site_year.agent_days.iter().for_each(|days| out.number(u64::from(*days)));
    out.finish()
}

/// Reads what [`pack`] wrote, or an earlier version, which knew neither sites, nor when something was recorded, nor how many
/// colleagues have gone, nor the model, nor the last year of a site.
pub fn unpack(bytes: &[u8]) -> Option<(Profile, AgentMemory)> {
    let mut from = PackReader::new(bytes);
    let (mut facts, mut notices, mut past) = (Vec::new(), Vec::new(), AgentMemory::default());
    for _ in 0..from.count(8)? {
        let (effective, roster) = read_roster(&mut from)?;
        facts.push(RosterFact { effective, time_ms: 0, roster });
    }
    for _ in 0..from.count(3)? {
        notices.push(Notice { time_ms: 0, separation: read_separation(&mut from)? });
    }
    let mut value = || from.float().map(|value| Some(value).filter(|value| !value.is_nan()));
    past.org = OrgSignals {
        supervisor_changed: value()?.map(|flag| flag != 0.0),
        supervisor_left: value()?.map(|flag| flag != 0.0),
        supervisor_leaver_rate: value()?,
        team_leavers: value()?,
        cohort_leavers: value()?,
        team_tenure: value()?,
        span_of_control: value()?,
        ..OrgSignals::default()
    };
    past.band = [None, Some(Band::Unknown), Some(Band::Green), Some(Band::Amber), Some(Band::Red)]
        .get(usize::from(from.byte()?))
        .copied()?;
    past.supervisor = from.text()?.into();
    past.last_scored = Date::of_days(from.signed()?);
    for _ in 0..from.count(4)? {
        past.risks.push(f32::from_bits(u32::try_from(from.fixed(4)?).ok()?));
    }
    if !from.is_empty() {
        past.site = from.text()?.into();
    }
    if !from.is_empty() {
        for fact in &mut facts {
            fact.time_ms = from.signed()?;
        }
        for notice in &mut notices {
            notice.time_ms = from.signed()?;
        }
    }
    if !from.is_empty() {
        for gone in [&mut past.org.team_gone, &mut past.org.cohort_gone, &mut past.org.supervisor_gone] {
            *gone = GroupLeavers { leavers: from.small()?, people: from.small()? };
        }
    }
    if !from.is_empty() {
        past.model = Some(from.fixed(ModelTag::BYTES)?).filter(|tag| *tag != NO_MODEL).map(ModelTag);
    }
    if !from.is_empty() {
        past.arrival = match from.signed()? {
            NO_DATE => None,
            on => Some(Box::new(Arrival { on: Date(i32::try_from(on).ok()?), risk: from.float()? })),
        };
    }
    if !from.is_empty() {
        let year = &mut past.org.site_year;
        for number in iter::once(&mut year.leavers).chain(&mut year.agent_days) {
            *number = from.small()?;
        }
    }
    from.is_empty().then(|| (Profile::new(facts, notices), past))
}

fn org_values(org: &OrgSignals) -> [Option<f64>; 7] {
    [
        flag(org.supervisor_changed),
        flag(org.supervisor_left),
        org.supervisor_leaver_rate,
        org.team_leavers,
        org.cohort_leavers,
        org.team_tenure,
        org.span_of_control,
    ]
}

fn flag(value: Option<bool>) -> Option<f64> {
    value.map(|is_so| f64::from(u8::from(is_so)))
}

/// Writes a roster fact with the date it takes effect.
pub fn pack_roster(out: &mut ByteWriter, effective: Date, roster: &Roster) {
    out.signed(i64::from(effective.0));
    out.signed(i64::from(roster.hire_date.0));
    let Roster { site, team, supervisor, queue, level, shift_pattern, .. } = roster;
    let texts: [&str; 6] = [site, team, supervisor, queue, level, shift_pattern];
    texts.into_iter().for_each(|text| out.text(text));
    out.number(u64::from(roster.contract_min_week));
    out.byte(roster.potential.map_or(0, |potential| 1 + potential as u8));
}

/// Reads what [`pack_roster`] wrote.
pub fn read_roster(from: &mut PackReader<'_>) -> Option<(Date, Roster)> {
    let effective = read_date(from)?;
    let hire_date = read_date(from)?;
    let mut text = || from.text().map(Box::<str>::from);
    let (site, team, supervisor) = (text()?.into(), text()?.into(), text()?.into());
    let (queue, level, shift_pattern) = (text()?.into(), text()?, text()?);
    let contract_min_week = from.small()?;
    let potentials =
        [None, Some(Potential::Base), Some(Potential::Developing), Some(Potential::Exceeding), Some(Potential::Star)];
    let potential = *potentials.get(usize::from(from.byte()?))?;
    let roster =
        Roster { hire_date, site, team, supervisor, queue, level, contract_min_week, shift_pattern, potential };
    Some((effective, roster))
}

/// Writes the kind and both dates of a separation; [`read_separation`] reads them.
pub fn pack_separation(out: &mut ByteWriter, separation: &Separation) {
    out.byte(separation.kind as u8);
    out.signed(i64::from(separation.notice_date.0));
    out.signed(i64::from(separation.last_day.0));
}

/// Reads what [`pack_separation`] wrote.
pub fn read_separation(from: &mut PackReader<'_>) -> Option<Separation> {
    use SeparationKind::{ContractEnd, Dismissal, Other, Transfer, Voluntary, Withdrawn};
    let kind = *[Voluntary, Dismissal, Transfer, ContractEnd, Other, Withdrawn].get(usize::from(from.byte()?))?;
    Some(Separation { kind, notice_date: read_date(from)?, last_day: read_date(from)? })
}

/// Reads a date written as a signed number.
pub fn read_date(from: &mut PackReader<'_>) -> Option<Date> {
    Date::of_days(from.signed()?)
}
