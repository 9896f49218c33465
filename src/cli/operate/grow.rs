//! `grow`: more partitions of the journal.

use std::path::Path;

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_config::Config;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_service::admin::growth::{self, Grown, Phase};
use attrition_service::runtime::service::setting;
use attrition_service::storage::logs::{Logs, settings};
use attrition_stream::backend::embedded::{Embedded, put_in_place};
use attrition_stream::backend::kafka::{Admin, Settings};
use attrition_stream::backend::local::{SharedStore, Store};

/// Arguments of `grow`: the new number of partitions and, on Kafka, names of topics.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Partitions that the journal is to have. Stop every instance first: see docs/growth.md
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    partitions: u32,
    /// Kafka: name of the new journal; else the old name, a dash and the number
    #[arg(long, value_name = "TOPIC")]
    journal: Option<String>,
    /// Kafka: name of the new topic of scores
    #[arg(long, value_name = "TOPIC")]
    scores: Option<String>,
    /// Kafka: name of the new topic of the score stage's state
    #[arg(long, value_name = "TOPIC")]
    score_state: Option<String>,
    /// Compare scores from this business date on only, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    compare_from: Option<Date>,
    #[command(flatten)]
    config: config::File,
    /// What was made, as JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    if config.is_kafka() { on_kafka(args, &config) } else { embedded(args, &config) }
}

fn embedded(args: &Args, config: &Config) -> anyhow::Result<()> {
    if args.journal.is_some() || args.scores.is_some() || args.score_state.is_some() {
        return Err(Usage("the embedded log has no topics to name: leave their names out".to_owned()).into());
    }
    let dir = Path::new(&config.log.dir);
    // Whoever has nothing yet can simply set the number.
    drop(Embedded::read_only(dir)?);
    let old = Embedded::open(dir, config.log.partitions)?;
    let before = old.partitions(Topic::Journal);
    let old = SharedStore::new(old);
    let outcome = more(before, args.partitions).and_then(|is_more| {
        if !is_more {
            return Ok(None);
        }
        let new = SharedStore::new(old.with(|old| old.begin_grown(dir, args.partitions))?);
        let grown = grow(args, config, &Logs::Embedded(old.clone()), &Logs::Embedded(new.clone()))?;
        new.with(Embedded::close)?;
        Ok(Some(grown))
    });
    let lock = old.with(Embedded::close)?;
    let Some(grown) = outcome? else { return nothing_to_do(args) };
    let lock = lock.ok_or_else(|| anyhow::anyhow!("the log was not open"))?;
    let kept = put_in_place(dir, before, &lock)?;
    print_outcome(args, &grown)?;
    if !args.json {
        output::line(&format!(
            "The log in `{}` is the grown one: start the service. The old log is kept as `{}`.",
            dir.display(),
            kept.display()
        ));
    }
    Ok(())
}

fn on_kafka(args: &Args, config: &Config) -> anyhow::Result<()> {
    let old = settings(config);
    let before = Logs::Kafka(old.clone()).partitions(Topic::Journal)?;
    if !more(before, args.partitions)? {
        return nothing_to_do(args);
    }
    let names =
        [(Topic::Journal, &args.journal), (Topic::Scores, &args.scores), (Topic::ScoreState, &args.score_state)];
    let names = names.map(|(topic, name)| {
        let usual = || format!("{}-{}", old.name(topic), args.partitions);
        (topic, name.clone().unwrap_or_else(usual))
    });
    // The replay is a member of the score stage's group for once, and leaves it when it is done.
    let mut new = Settings { instance: None, ..old.clone() };
    for (topic, name) in &names {
        if let Some(taken) = Topic::ALL.into_iter().find(|taken| new.name(*taken) == *name) {
            let why = format!("`{name}` is the name of the topic of `{}`: choose another", taken.role());
            return Err(Usage(why).into());
        }
        new.names.insert(*topic, name.clone());
    }
    make_topics(args, config, &new)?;
    let grown = grow(args, config, &Logs::Kafka(old), &Logs::Kafka(new))?;
    print_outcome(args, &grown)?;
    if !args.json {
        output::line(
            "The old topics are as they were. Set the new names for every instance and import, and start them:",
        );
        output::verbatim("\n[log.topics]");
        names.iter().for_each(|(topic, name)| output::verbatim(&format!("{} = \"{name}\"", topic.role())));
    }
    Ok(())
}

fn make_topics(args: &Args, config: &Config, new: &Settings) -> anyhow::Result<()> {
    let admin = Admin::open(new)?;
    admin.create(args.partitions, Some(config.log.replication))?;
    for topic in [Topic::Journal, Topic::Scores, Topic::ScoreState] {
        let found = admin.partitions(topic)?.unwrap_or(0);
        if found != args.partitions {
            let why = format!(
                "the topic `{}` exists and has {found} partitions: name another one, or remove it",
                new.name(topic)
            );
            return Err(Usage(why).into());
        }
    }
    Ok(())
}

/// Whether there is something to do.
fn more(before: u32, wanted: u32) -> anyhow::Result<bool> {
    if wanted < before {
        let why = format!("the journal has {before} partitions: `--partitions` must be more, they do not become fewer");
        return Err(Usage(why).into());
    }
    Ok(wanted > before)
}

fn nothing_to_do(args: &Args) -> anyhow::Result<()> {
    if args.json {
        return output::json(&serde_json::json!({"partitions": args.partitions, "changed": false}));
    }
    output::line(&format!("the journal has {} partitions: there is nothing to do", args.partitions));
    Ok(())
}

fn grow(args: &Args, config: &Config, old: &Logs, new: &Logs) -> anyhow::Result<Grown> {
    let setting = setting(config, new, config::model(config)?)?;
    let mut shown = None;
    let grown = growth::grow(old, new, &setting, args.compare_from, &mut |phase, done, total| {
        let bar = match &shown {
            Some((of, bar)) if *of == phase => bar,
            _ => &shown.insert((phase, output::progress(total, name(phase)))).1,
        };
        bar.set_position(done);
    });
    if let Some((_, bar)) = shown {
        bar.finish_and_clear();
    }
    grown.map_err(|error| match error {
        growth::Error::Refused(why) => anyhow::anyhow!(why),
        growth::Error::Log(error) => error.into(),
    })
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Survey => "reading",
        Phase::Copy => "copying",
        Phase::Replay => "replaying",
        Phase::Compare => "comparing",
    }
}

fn print_outcome(args: &Args, grown: &Grown) -> anyhow::Result<()> {
    let Grown { events, scores, written, compared } = grown;
    let same = compared.daily + compared.interim;
    if args.json {
        return output::json(&serde_json::json!({
            "partitions": args.partitions, "changed": true, "events": events, "scores": scores, "written": written,
            "compared": {"same": same, "foreign": compared.foreign, "differ": compared.differ},
        }));
    }
    let mut table = Table::new(&["what", "count"]);
    for (what, n) in [
        ("events in the new journal", *events),
        ("scores beside it", *scores),
        ("records written by this run", *written),
        ("scores made again, the same", same),
        ("scores of another signal catalogue, not compared", compared.foreign),
    ] {
        table.add_row([what.to_owned(), n.to_string()]);
    }
    table.show();
    Ok(())
}
