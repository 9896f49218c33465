//! What comes of imported days is history: nobody is told of it, and whoever has something open gets one letter.

use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_core::desk::NoticeKind;
use attrition_core::desk::Why;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::ScoreReport;
use attrition_core::explain::speaks_of_supervisor;
use attrition_pipeline::ingest::{IngestStage, Partitions, closes_at};
use attrition_service::import::importer::Importer;
use attrition_service::runtime::closer::Closer;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::StageRunner;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use serde_json::Value;
use time::OffsetDateTime;

use super::days::{run, within_a_day};
use super::told;
use crate::outgoing::deliver::receiver::Receiver;
use attrition_core::basics::ids::{AlertId, SiteId, SupervisorId};
use attrition_test_support::centres::centre::Centre;
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::http::metric;
use attrition_test_support::process::program::{Scratch, command, done, eventually, variable};
use attrition_test_support::stages::history::{self, contents, in_directory};
use attrition_test_support::stages::models::sensitive;
use attrition_test_support::stages::play::{self, PARTITIONS, records, stages_with};

fn today() -> Date {
    Date((OffsetDateTime::now_utc().unix_timestamp() / 86_400) as i32)
}

/// A centre over so many days, up to some days before today.
fn lines(days: i32, until: i32) -> Vec<String> {
    // Nobody is on leave: an alert about somebody who is waits for the return.
    let shipped = include_str!("../../../../crates/simulator/src/contact_centre.toml");
    let there = shipped.replace("planned_spells_year = 4.0", "planned_spells_year = 0.0");
    let there = there.replace("protected_spells_year = 0.06", "protected_spells_year = 0.0");
    let parameters = Parameters::parse(&there).expect("the parameters are right");
    let mut simulation = Simulation::new(&parameters, 60, 15, today() - until - days);
    (0..days).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line).collect()
}

fn says(records: impl Iterator<Item = attrition_contracts::records::record::Record>) -> Vec<AnnouncedData> {
    let read = |record: attrition_contracts::records::record::Record| announced::read(&record.value);
    let what = |record| read(record).expect("what the desk says reads back").expect("it is of a known type").what;
    records.map(what).collect()
}

/// What the desk has said after an import and a first run, what a webhook got, and what the report tells.
struct FirstRun {
    said: Vec<AnnouncedData>,
    /// Agents of whom the desk was told something to talk about on the last day.
    to_talk_about: BTreeSet<String>,
    closed: Date,
    posts: usize,
    report: Value,
}

/// The history ends on the fifth day before today. It is imported now, or at another time.
fn first_run(imported_at: Option<OffsetDateTime>) -> FirstRun {
    let (scratch, receiver) = (Scratch::new(), Receiver::new());
    let model = serde_json::to_string(&sensitive()).expect("an artifact is JSON");
    let mut log = history::embedded(&scratch.path("log"));
    log.push(variable("DELIVER__WEBHOOKS__ALL__URL", &receiver.url("/all")));
    log.push(variable("SCORE__MODEL", &scratch.file("sensitive.json", model)));
    log.push(variable("DESK__SECOND_ADDRESS", "second@example.com"));
    // It ended days ago: what is overdue belongs to it.
    let mut import = command(&["import", &scratch.file("history.ndjson", lines(200, 4).join("\n"))], &log);
    if let Some(at) = imported_at {
        begun_at(&mut import, at);
    }
    let imported = import.output().expect("the program can be started");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut service = run(&log);
    let passed = "attrition_watch_delivery_passed_over_total{channel=\"all\",reason=\"history\"}";
    let said = || says(contents(&in_directory(&scratch.path("log")), Topic::Alerts).into_iter());
    let history = said().iter().filter(|said| said.is_history()).count();
    eventually("history is passed over, and counted", || metric(&service, passed) >= history as f64);
    eventually("all is delivered", || metric(&service, "attrition_watch_delivery_waiting{channel=\"all\"}") == 0.0);
    assert!(service.process.terminate().success(), "{}", service.said());
    let said = said();
    let report = told(&done(&["alerts", "report", "--json"], &log))["report"].clone();
    let closed = attrition_pipeline::ingest::last_closed(OffsetDateTime::now_utc());
    let heard_on = last_heard(&said, closed);
    let to_talk_about = to_talk_about(contents(&in_directory(&scratch.path("log")), Topic::Desk).into_iter(), heard_on);
    FirstRun { said, to_talk_about, closed, posts: receiver.got().len(), report }
}

/// The last day of which the desk has listened to reports: while a source is silent, what was known before stands.
fn last_heard(said: &[AnnouncedData], closed: Date) -> Date {
    let mut stale = said.iter().filter_map(|said| match said {
        AnnouncedData::Notice(notice) if notice.kind == NoticeKind::StaleData => Some(notice),
        _ => None,
    });
    match stale.next_back() {
        Some(notice) if notice.status == NoticeStatus::Begun => notice.date - 1,
        _ => closed,
    }
}

/// Agents of whom the reports of a day say something that their supervisor may read. What nothing can be said of is in no letter.
fn to_talk_about(
    reports: impl Iterator<Item = attrition_contracts::records::record::Record>,
    day: Date,
) -> BTreeSet<String> {
    let about = |record: attrition_contracts::records::record::Record| match inbox::read(&record.value)
        .expect("it reads back")
    {
        InboxMessage::Report(ScoreReport::Risk(candidate))
            if candidate.day == day && !candidate.interim && !candidate.on_leave =>
        {
            (!candidate.reasons.iter().all(speaks_of_supervisor)).then(|| candidate.agent.to_string())
        }
        _ => None,
    };
    reports.filter_map(about).collect()
}

#[test]
fn nobody_is_told_of_imported_months_and_each_addressee_gets_one_letter_with_what_is_open() {
    told_once(within_a_day(|| first_run(None)));
}

#[test]
fn a_service_that_begins_days_after_the_import_writes_each_addressee_one_letter_too() {
    // Imported on the morning on which its last day was over.
    told_once(within_a_day(|| first_run(Some(closes_at(today() - 5) + time::Duration::HOUR))));
}

fn told_once(FirstRun { said, to_talk_about, closed, posts, report }: FirstRun) {
    let (mut letters, mut open) = (BTreeMap::<(SiteId, Option<SupervisorId>), Vec<AlertId>>::new(), BTreeMap::new());
    for announced in &said {
        match announced {
            AnnouncedData::Digest(digest) => {
                assert_eq!(digest.date, closed, "a letter is of the last day");
                let names = digest.alerts.iter().map(|about| about.alert.alert.clone()).collect();
                let before = letters.insert((digest.site.clone(), digest.supervisor.clone()), names);
                assert!(before.is_none(), "one letter each");
            }
            AnnouncedData::Alert { agent, data } => {
                assert_ne!(data.status, AlertStatus::Escalated, "nobody is asked for an answer");
                assert!(data.history || data.date == closed, "{} of {}", data.status, data.date);
                open.insert(data.alert.clone(), (agent.clone(), data.clone()));
            }
            _ => {}
        }
    }
    let raised = open.len();
    open.retain(|_, (agent, data)| data.is_open() && !data.held_out && to_talk_about.contains(&**agent));
    assert!(raised > 20 && !open.is_empty(), "{raised} raised, {} open", open.len());
    for (_, data) in open.values() {
        let supervisor = (data.to == Addressee::Supervisor).then(|| data.supervisor.clone());
        let letter = letters.get(&(data.site.clone().unwrap_or_default(), supervisor));
        let signals: Vec<&str> = data.reasons.iter().map(|reason| &*reason.signal).collect();
        let what = format!("{} since {}, {} of {}: {signals:?}", data.status, data.since, data.to, data.date);
        assert!(letter.is_some_and(|names| names.contains(&data.alert)), "it is in the letter: {what}");
    }
    // The webhook has heard of the last day alone.
    let is_news = |said: &&AnnouncedData| match said {
        AnnouncedData::Alert { data, .. } => !data.history && data.status != AlertStatus::Withheld && !data.held_out,
        AnnouncedData::Notice(notice) => !notice.history,
        AnnouncedData::Digest(_) | AnnouncedData::Feedback { .. } => false,
    };
    assert!(posts <= said.iter().filter(is_news).count(), "{posts} posts");
    assert!(report["history"].as_u64().is_some_and(|history| history > 10), "{report}");
    assert!(
        report["never"].is_null() && report["escalated"].is_null() || report["never"]["of"].as_u64() < Some(10),
        "{report}"
    );
    // Of precision itself fewer than five may have left, and then it is not told.
    assert!(report["by_model"][0]["alerts"].as_u64().is_some_and(|alerts| alerts > 10), "they are known: {report}");
    assert!(report["base"][0]["share"].is_number(), "and what would have been without them: {report}");
}

/// A store into which a history was imported, with stages and a closer at work over it.
struct Site {
    store: Arc<SharedStore<Memory>>,
    ingest: StageRunner<IngestStage, LocalLog<Memory>>,
    closer: Closer,
}

impl Site {
    fn new(lines: &[String], of_history: bool) -> Self {
        let store = SharedStore::new(Memory::new(PARTITIONS));
        let log = LocalLog::new(&store, "import", &[]);
        let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
        let importer = Importer::open(log, partitions, "site", b"site", play::now()).expect("memory does not fail");
        let mut importer = if of_history { importer.of_history() } else { importer };
        lines.iter().try_for_each(|line| importer.line(line.as_bytes())).expect("memory does not fail");
        importer.finish().expect("memory does not fail");
        let ingest = StageRunner::new(
            IngestStage::new(partitions, play::now()),
            LocalLog::new(&store, "ingest", &Topic::SOURCES),
        );
        Self { store, ingest, closer: Closer::default() }
    }

    /// The morning on which a day closes.
    fn close(&mut self, day: Date) {
        let at = closes_at(day) + time::Duration::minutes(1);
        for second in 0..4 {
            self.ingest.turn(std::time::Duration::ZERO).expect("memory does not fail");
            let now = at + time::Duration::seconds(3 * second);
            self.closer.close_due(&mut self.ingest, now).expect("memory does not fail");
        }
        let model = sensitive().model().expect("it can score");
        stages_with(&self.store, Arc::new(model)).drain(|_, _| ()).expect("memory does not fail");
    }

    fn said(&self) -> Vec<AnnouncedData> {
        says(self.store.with(|memory| records(memory, Topic::Alerts)).into_iter())
    }
}

#[test]
fn what_is_open_since_a_history_is_asked_about_from_the_first_letter_on() {
    // A day after the last: what is worked in a night may have closed the one before.
    let last = today() - 2;
    let mut site = Site::new(&lines(200, 2), true);
    site.close(last);
    let first: Vec<Date> = site
        .said()
        .into_iter()
        .filter_map(|said| match said {
            AnnouncedData::Digest(digest) => Some(digest.date),
            _ => None,
        })
        .collect();
    assert!(!first.is_empty() && first.iter().all(|date| *date == last), "{first:?}");
    let escalated = |site: &Site| {
        let dates = site.said().into_iter().filter_map(|said| match said {
            AnnouncedData::Alert { data, .. }
                if data.status == AlertStatus::Escalated && data.why_second == Some(Why::Unacknowledged) =>
            {
                Some(data.date)
            }
            _ => None,
        });
        dates.collect::<Vec<_>>()
    };
    let mut first_asked = None;
    for day in 1..20 {
        site.close(last + day);
        first_asked = first_asked.or(escalated(&site).into_iter().min());
    }
    let days = attrition_core::desk::Rules::default().escalate_days;
    let first_asked = first_asked.expect("nobody has answered for weeks");
    assert!(first_asked >= last + days, "{first_asked}");
}

#[test]
fn after_a_long_silence_the_last_ninety_days_are_closed() {
    for silence in [60, 91, 100, 200, 1_000] {
        // On weekdays, for nobody works on others.
        let weekday = |day: Date| (day.0..).map(Date).find(|day| !day.is_weekend()).expect("a week has some");
        let last = weekday(today() - silence - 40);
        let mut centre = Centre::with_crew(last - 9);
        centre.rest_work(&[], &(last - 9..last + 1));
        let again = weekday(last + silence);
        centre.rest_work(&[], &(again..again + 1));
        let played = play::play(&centre.lines());
        let days: std::collections::BTreeSet<Date> =
            played.daily("ben").map(|score| score.date).filter(|day| *day > last && *day < again).collect();
        let expected = (again - last - 1).min(90);
        assert_eq!(days.len(), usize::try_from(expected).expect("it is positive"), "after {silence} days");
        assert_eq!(days.first(), Some(&(again - expected)), "they are the last");
    }
}

#[test]
fn a_timer_closes_the_last_ninety_days_too() {
    let last = today() - 300;
    let mut centre = Centre::with_crew(last - 5);
    centre.rest_work(&[], &(last - 5..last + 1));
    let mut site = Site::new(&centre.lines(), false);
    site.close(today() - 1);
    let scored: std::collections::BTreeSet<String> = site
        .store
        .with(|memory| records(memory, Topic::Scores))
        .iter()
        .map(|record| {
            let read = attrition_contracts::records::score::read(&record.value).expect("scores read back");
            read.expect("it is a score").1.date.to_string()
        })
        .filter(|date| *date > last.to_string())
        .collect();
    assert_eq!(scored.len(), 90, "{:?}", scored.first());
    assert_eq!(scored.first(), Some(&(today() - 90).to_string()));
}
