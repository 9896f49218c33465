//! Stories of the desk, told to the engine alone: a few agents of a site, day by day, and what the desk said.

mod absent;
mod alerts;
mod answers;
mod days;
mod ends;
mod letters;
mod models;
mod people;
mod played;
mod property;
mod rests;
mod site;
mod waves;

use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{
    Announcement, Candidate, Desk, Feedback, FeedbackContent, FeedbackEffect, Recipient, Rules, RulesBySite,
    ScoreReport, SiteDay, Status, Suppression, Via,
};
use attrition_core::event::Potential;
use attrition_core::explain::Reason;
use attrition_core::model::Band;
use attrition_core::signals::FactorSide;

/// The site of the stories, and a supervisor of it.
const SITE: &str = "north";
const SUPERVISOR: &str = "sup-1";

/// A Monday, on which stories begin.
const MONDAY: Date = Date(20_094);

/// What the desk said, to compare.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    day: Date,
    agent: String,
    supervisor: String,
    status: Status,
    to: Recipient,
    version: u32,
    raised_on: Date,
    withheld: u32,
}

/// A site under its desk.
struct Story {
    desk: Desk,
    today: Date,
    alerts: Vec<Said>,
    /// Addressee, day, open alerts as agent and status, closed agents.
    letters: Vec<Letter>,
    /// Day, what, whether it is over.
    notices: Vec<(Date, Vec<&'static str>, bool)>,
    /// The first day of each of those.
    since: Vec<Date>,
    answered: usize,
    /// Why alerts were not raised, or not anew.
    suppressed: Vec<Suppression>,
}

#[derive(Clone, Debug, PartialEq)]
struct Letter {
    to: Option<String>,
    day: Date,
    open: Vec<(String, Status)>,
    closed: Vec<String>,
    /// How the alerts of the story ended.
    ends: Vec<Status>,
    /// Of the open alerts, those that an earlier one has told whole.
    repeated: Vec<String>,
    /// Open alerts that it says are for the second address.
    to_second: usize,
    /// Those that stand in it with a line, because others are told whole.
    brief: Vec<String>,
    /// Alerts that ended because the risk had eased, which is back.
    back: Vec<String>,
    /// Models of open alerts of which it says that another judges now.
    former_models: Vec<String>,
    notices: usize,
}

impl Story {
    fn of(rules: Rules) -> Self {
        Self::with(rules.into())
    }

    /// A site with holidays, or deputies.
    fn with(rules: RulesBySite) -> Self {
        let (alerts, letters, notices, since, suppressed) = (vec![], vec![], vec![], vec![], vec![]);
        Self { desk: Desk::new(rules), today: MONDAY, alerts, letters, notices, since, answered: 0, suppressed }
    }

    fn usual() -> Self {
        Self::of(Rules::default())
    }

    /// One day passes with these risks.
    fn day(&mut self, reports: impl IntoIterator<Item = ScoreReport>) -> &mut Self {
        self.day_of(reports, None)
    }

    /// The same, with what was seen of the site.
    fn day_of(&mut self, reports: impl IntoIterator<Item = ScoreReport>, seen: Option<SiteDay>) -> &mut Self {
        self.close(reports, seen, false)
    }

    /// Days pass that are imported, on each of which the same is told of agents.
    fn imported_days(&mut self, days: i32, told: &[Told]) -> &mut Self {
        for _ in 0..days {
            let today = self.today;
            self.close(told.iter().map(|told| told.on(today)), None, true);
        }
        self
    }

    fn close(
        &mut self,
        reports: impl IntoIterator<Item = ScoreReport>,
        seen: Option<SiteDay>,
        is_history: bool,
    ) -> &mut Self {
        for report in reports {
            self.desk.receive(SITE, report);
        }
        let today = self.today;
        let seen = seen.map(|seen| (SITE.into(), seen));
        self.tell(|desk, tell| desk.close(0, 1, (today, is_history), seen, tell));
        self.today = today + 1;
        self
    }

    /// Days pass, on each of which the same is told of agents.
    fn days(&mut self, days: i32, told: &[Told]) -> &mut Self {
        for _ in 0..days {
            let today = self.today;
            self.day(told.iter().map(|told| told.on(today)));
        }
        self
    }

    /// Someone answers the last alert about an agent.
    fn answer(&mut self, agent: &str, id: &str, what: FeedbackContent) -> FeedbackEffect {
        let last = self.alerts.iter().rev().find(|said| said.agent == agent).expect("there was an alert").clone();
        let feedback = Feedback {
            id: id.into(),
            alert: "named elsewhere".into(),
            agent: agent.into(),
            supervisor: last.supervisor.as_str().into(),
            raised_on: last.raised_on,
            day: self.today,
            at: "2025-01-06T09:00:00Z".into(),
            told_at: Moment(1_736_154_000_000),
            by: Via::Http,
            what,
        };
        let mut outcome = FeedbackEffect::Noted;
        self.tell(|desk, tell| outcome = desk.answer(SITE, &feedback, tell));
        outcome
    }

    fn tell(&mut self, work: impl FnOnce(&mut Desk, &mut dyn FnMut(Announcement<'_>))) {
        let Self { desk, alerts, letters, notices, since, answered, suppressed, .. } = self;
        work(desk, &mut |announced| match announced {
            Announcement::Alert(alert) => alerts.push(Said {
                day: alert.day,
                agent: alert.agent.as_str().to_owned(),
                supervisor: alert.supervisor.as_str().to_owned(),
                status: alert.status,
                to: alert.to,
                version: alert.version,
                raised_on: alert.raised_on,
                withheld: alert.ledger.withheld,
            }),
            Announcement::Digest(digest) => letters.push(Letter {
                to: digest.supervisor.map(|to| to.as_str().to_owned()),
                day: digest.day,
                open: digest.open.iter().map(|alert| (alert.agent.as_str().to_owned(), alert.status)).collect(),
                closed: digest.closed.iter().map(|alert| alert.agent.as_str().to_owned()).collect(),
                ends: digest.closed.iter().map(|alert| alert.status).collect(),
                repeated: digest.open.iter().filter(|a| a.is_repeated).map(|a| a.agent.as_str().to_owned()).collect(),
                brief: digest.open.iter().filter(|a| a.is_brief).map(|a| a.agent.as_str().to_owned()).collect(),
                back: digest.closed.iter().filter(|a| a.is_back).map(|a| a.agent.as_str().to_owned()).collect(),
                to_second: digest.open.iter().filter(|alert| alert.to != Recipient::Supervisor).count(),
                former_models: digest.open.iter().filter_map(|alert| alert.former_model.map(str::to_owned)).collect(),
                notices: digest.notices.len(),
            }),
            Announcement::Notice(notice) => {
                notices.push((notice.day, notice.what, notice.over.is_some()));
                since.push(notice.since);
            }
            Announcement::Answered(_) => *answered += 1,
            Announcement::Suppressed(why) => suppressed.push(why),
        });
    }

    /// What was said about an agent: status and day, counted from the first Monday.
    fn of_agent(&self, agent: &str) -> Vec<(Status, i32)> {
        let of = self.alerts.iter().filter(|said| said.agent == agent);
        of.map(|said| (said.status, said.day - MONDAY)).collect()
    }

    fn statuses(&self, agent: &str) -> Vec<Status> {
        self.of_agent(agent).into_iter().map(|(status, _)| status).collect()
    }
}

/// A risk that is told of an agent, the same as on the days before.
#[derive(Clone)]
struct Told {
    candidate: Candidate,
}

/// An agent with a risk; red is .1, amber .06.
fn risk(agent: &str, risk: f64) -> Told {
    let candidate = Candidate {
        agent: agent.into(),
        day: MONDAY,
        interim: false,
        told_at: Moment::close_of(MONDAY),
        site: SITE.into(),
        team: "one".into(),
        queue: "billing".into(),
        supervisor: SUPERVISOR.into(),
        supervisor_left: false,
        on_leave: false,
        is_silent: false,
        arrival: None,
        potential: None,
        risk,
        yesterday: Some(risk),
        day_before: Some(risk),
        month_ago: None,
        site_share: None,
        band: match risk {
            risk if risk >= 0.1 => Band::Red,
            risk if risk >= 0.06 => Band::Amber,
            _ => Band::Green,
        },
        amber: 0.06,
        red: 0.1,
        leaving: None,
        reasons: vec![reason("early_leave_rate", 0.5)],
        behaviour: Vec::new(),
        model: "told".into(),
        site_level: 0.0,
        is_unmeasured: false,
        lot: 0.5,
    };
    Told { candidate }
}

fn reason(signal: &'static str, contribution: f64) -> Reason {
    Reason { signal, contribution, side: FactorSide::Withdrawal, now: Some(1.0), normal: None, of: None }
}

impl Told {
    /// The same without a reason that could be told.
    fn without_reason(self) -> Self {
        self.with(|c| c.reasons.clear())
    }

    fn with(mut self, change: impl FnOnce(&mut Candidate)) -> Self {
        change(&mut self.candidate);
        self
    }

    /// After days with this risk.
    fn after(self, yesterday: f64, day_before: f64) -> Self {
        self.with(|c| (c.yesterday, c.day_before) = (Some(yesterday), Some(day_before)))
    }

    fn star(self) -> Self {
        self.with(|c| c.potential = Some(Potential::Star))
    }

    /// With a reason that adds so much.
    fn because(self, signal: &'static str, contribution: f64) -> Self {
        self.with(|c| c.reasons.push(reason(signal, contribution)))
    }

    fn by(self, model: &str) -> Self {
        self.with(|c| c.model = model.into())
    }

    fn on_leave(self) -> Self {
        self.with(|c| c.on_leave = true)
    }

    fn under(self, supervisor: &str) -> Self {
        self.with(|c| c.supervisor = supervisor.into())
    }

    fn on(&self, day: Date) -> ScoreReport {
        ScoreReport::Risk(Box::new(Candidate { day, ..self.candidate.clone() }))
    }
}
