//! What two simulated sites sent until yesterday, and a model that was trained on it.

use std::sync::OnceLock;

use time::{Date, Duration, OffsetDateTime};

use super::fading::with_fading;
use attrition_test_support::process::program::{Scratch, done};

/// Days of history, the last of which is yesterday.
const DAYS: i64 = 180;

/// People of each site: enough for teams to be shown, and for drift to be told, also once those who are made to leave are gone.
pub(super) const AGENTS: [u32; 2] = [85, 55];

/// The lines of both in order, each with how many days ago it was; and the file of the model.
pub(super) struct Past {
    pub(super) events: Vec<(i64, String)>,
    pub(super) model: String,
    _scratch: Scratch,
}

/// The same for all tests.
pub(super) fn past() -> &'static Past {
    static PAST: OnceLock<Past> = OnceLock::new();
    PAST.get_or_init(|| {
        let scratch = Scratch::new();
        // Read once: midnight may pass.
        let today = OffsetDateTime::now_utc().date();
        let [north, south] = [("north", 0), ("south", 1)]
            .map(|(site, number)| with_fading(simulated(&scratch, site, number, today), today));
        // Two rosters that know nothing of each other, and yet name nobody alike.
        let renamed = |line: &String| {
            line.replace("agent-", "seat-")
                .replace("\"sup-", "\"boss-")
                .replace("\"source\":\"/", "\"source\":\"/south/")
        };
        let lines = merged(north, south.iter().map(renamed).collect());
        let history = scratch.file("history.ndjson", lines.join("\n"));
        // Many alerts, so that boards have outcomes and answers of more than a handful.
        let many = ["--alerts-per-week", "3"];
        let train = ["train", "--from", &history, "--id", "field", "--out", &scratch.text("models")];
        done(&[&train[..], &many].concat(), &[]);
        let model = scratch.path("models").join("field.json").display().to_string();
        let aged = |line: String| ((today - day(&line)).whole_days(), line);
        Past { events: lines.into_iter().map(aged).collect(), model, _scratch: scratch }
    })
}

fn simulated(scratch: &Scratch, site: &str, number: usize, today: Date) -> Vec<String> {
    let parameters = include_str!("../../../../crates/simulator/src/contact_centre.toml");
    let name = format!("site = \"{site}\"");
    // What befalls a site at certain times of the year would make the day of today matter.
    let changes =
        [("site = \"S1\"", &*name), ("flu_weeks = [3, 4, 6]", "flu_weeks = []"), ("season = 0.12", "season = 0.0")];
    let parameters = changes.iter().fold(parameters.to_owned(), |parameters, (from, to)| {
        assert!(parameters.contains(from), "contact_centre.toml has no {from}");
        parameters.replace(from, to)
    });
    let parameters = scratch.file(&format!("{site}.toml"), parameters);
    let first = (today - Duration::days(DAYS)).to_string();
    let (agents, days, seed) = (AGENTS[number].to_string(), DAYS.to_string(), (5 + number).to_string());
    let args =
        ["--agents", &agents, "--days", &days, "--seed", &seed, "--first-day", &first, "--parameters", &parameters];
    let lines = done(&[&["simulate", "--out", "-"][..], &args].concat(), &[]);
    lines.lines().map(str::to_owned).collect()
}

/// Both in order of time: at both sites the clock is the same.
fn merged(one: Vec<String>, other: Vec<String>) -> Vec<String> {
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    let mut merged = Vec::new();
    loop {
        let first = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if time_of(a) <= time_of(b) => &mut one,
            (Some(_), None) => &mut one,
            (_, Some(_)) => &mut other,
            (None, None) => return merged,
        };
        merged.extend(first.next());
    }
}

pub(super) fn time_of(line: &str) -> &str {
    let rest = line.split_once("\"time\":\"").expect("an event has a time").1;
    rest.split_once('"').expect("a text ends").0
}

pub(super) fn day(line: &str) -> Date {
    let form = time::format_description::well_known::Iso8601::DATE;
    Date::parse(&time_of(line)[..10], &form).expect("it begins with a date")
}
