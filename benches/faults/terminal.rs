//! A progress bar while it runs, tables when it has.

use std::io::Write;
use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use attrition_test_support::faults::fault::Fault;
use attrition_test_support::faults::trial::{Report, Struck};

/// How far a trial has come; a line a step where there is no terminal.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar for a trial of so many brokers.
    pub(crate) fn new(brokers: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
        let style = "{prefix} [{bar:30.cyan}] {human_pos}/{human_len} {elapsed} {msg}";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is valid").progress_chars("=> "));
        bar.set_prefix(if brokers == 1 { "1 broker".to_owned() } else { format!("{brokers} brokers") });
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// Shows so many records of all, and what befalls.
    pub(crate) fn show(&self, sent: usize, total: usize, what: &str) {
        self.0.set_length(total as u64);
        self.0.set_position(sent as u64);
        self.0.set_message(what.to_owned());
        if self.0.is_hidden() {
            let line = format!("{} {:>4} s {sent}/{total} {what}", self.0.prefix(), self.0.elapsed().as_secs());
            writeln!(std::io::stderr().lock(), "{line}").expect("standard error can be written");
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Prints what came out.
pub(crate) fn print(brokers: usize, report: &Report) {
    let is_json = std::env::args().any(|argument| argument == "--json");
    let mut out = std::io::stdout().lock();
    let text = if is_json { lines(brokers, report) } else { tables(brokers, report) };
    writeln!(out, "{text}").expect("standard output can be written");
}

/// Median and worst of some times.
fn median_and_worst(struck: &[&Struck]) -> (f64, f64) {
    let mut times: Vec<f64> = struck.iter().map(|struck| struck.to_work.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    let median = if times.len() % 2 == 1 { times[middle] } else { (times[middle - 1] + times[middle]) / 2.0 };
    (median, times[times.len() - 1])
}

/// The times by fault and by whether members had names, the kills of all kinds last.
fn groups(report: &Report) -> Vec<(&'static str, &'static str, Vec<&Struck>)> {
    let of = |fault: Fault, is_named: bool| -> Vec<&Struck> {
        report.struck.iter().filter(|struck| struck.fault == fault && struck.is_named == is_named).collect()
    };
    let mut groups = Vec::new();
    for fault in Fault::ALL {
        for (is_named, name) in [(false, "without names"), (true, "with names")] {
            groups.push((fault.text(), name, of(fault, is_named)));
        }
    }
    groups.push(("all kills", "", report.struck.iter().filter(|struck| struck.fault.is_kill()).collect()));
    groups.retain(|(.., struck)| !struck.is_empty());
    groups
}

fn tables(brokers: usize, report: &Report) -> String {
    let mut times = table(&["fault", "members", "times", "s to work again: median", "worst"]);
    for (fault, members, struck) in groups(report) {
        let (median, worst) = median_and_worst(&struck);
        times.add_row([fault, members, &struck.len().to_string(), &format!("{median:.1}"), &format!("{worst:.1}")]);
    }
    let mut records = table(&["records", "expected", "lost", "doubled", "out of order"]);
    for compared in &report.compared {
        let counts = [compared.expected, compared.lost, compared.doubled, compared.disordered];
        records.add_row([vec![compared.what.to_owned()], counts.map(|count| count.to_string()).to_vec()].concat());
    }
    // Whoever was replaced has to end; whoever ends otherwise is started again, and says why.
    let ended: String = report.ended.iter().map(|ended| format!("ended by itself: {ended}\n")).collect();
    format!("{brokers} broker(s), 3 members, 12 partitions, {} events\n{records}\n{times}\n{ended}", report.events)
}

fn lines(brokers: usize, report: &Report) -> String {
    let mut lines = vec![json!({ "brokers": brokers, "events": report.events, "ended": report.ended })];
    for compared in &report.compared {
        let (lost, doubled, disordered) = (compared.lost, compared.doubled, compared.disordered);
        lines.push(json!({ "brokers": brokers, "records": compared.what, "expected": compared.expected, "lost": lost,
            "doubled": doubled, "disordered": disordered }));
    }
    for (fault, members, struck) in groups(report) {
        let (median, worst) = median_and_worst(&struck);
        lines.push(json!({ "brokers": brokers, "fault": fault, "members": members, "times": struck.len(),
            "median_s": median, "worst_s": worst }));
    }
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    table
}
