//! The channels of delivery, as a person reads how they are.

use super::status_table::{NONE, span};
use crate::cli::terminal::number_format::{count, counted};
use crate::cli::terminal::table::Table;
use attrition_service::observability::status::{ChannelStatus, InstanceStatus};

/// The channel of letters.
const LETTERS: &str = "mail";

/// Whether the instance is ready, and whether each channel delivers.
pub(super) fn headline(status: &InstanceStatus) -> String {
    let ready = if status.ready { "ready" } else { "NOT READY" };
    match status.channels.iter().filter(|channel| is_still(channel)).count() {
        0 => ready.to_owned(),
        1 => format!("{ready}, BUT 1 CHANNEL STANDS STILL"),
        n => format!("{ready}, BUT {n} CHANNELS STAND STILL"),
    }
}

/// A line for each channel that stands still: since when, what waits, and for what answer.
pub(super) fn standstills(status: &InstanceStatus) -> String {
    let line = |channel: &ChannelStatus| {
        let (since, why) = channel.stands_still_since.as_ref().zip(channel.stands_still_for.as_ref())?;
        let waiting = match channel.waiting {
            0 => String::new(),
            1 => "; 1 record waits".to_owned(),
            n => format!("; {} wait", counted(n, "record")),
        };
        Some(format!("  `{}` has stood still since {}{waiting}. Its receiver: {why}\n", channel.channel, moment(since)))
    };
    status.channels.iter().filter_map(line).collect()
}

/// A table of the channels.
pub(super) fn table(status: &InstanceStatus) -> Table {
    let mut table =
        Table::new(&["channel", "state", "delivered", "waiting", "oldest waits", "failed tries", "dead letters"]);
    for channel in &status.channels {
        let waits = Some(channel.waiting_seconds).filter(|_| channel.waiting > 0);
        table.add_row([
            channel.channel.clone(),
            channel.state.replace('_', " "),
            count(channel.delivered),
            count(channel.waiting),
            waits.map_or(NONE.to_owned(), span),
            count(channel.failed),
            count(channel.dead_letters),
        ]);
    }
    table
}

/// A line for each channel whose records wait without a lag: by themselves, such figures look like a fault. Letters alone have
/// hours.
pub(super) fn letters_that_wait(status: &InstanceStatus) -> String {
    let has_no_lag =
        |channel: &&ChannelStatus| channel.waiting > 0 && channel.waiting_seconds == 0.0 && !is_still(channel);
    let letters = status.channels.iter().filter(|channel| channel.channel == LETTERS).filter(has_no_lag);
    let line = |channel: &ChannelStatus| {
        format!(
            "delivery  `{}`: letters leave only in the hours of their site (`deliver.mail.hours`); the wait until then is not counted\n",
            channel.channel
        )
    };
    letters.map(line).collect()
}

fn is_still(channel: &ChannelStatus) -> bool {
    channel.stands_still_since.is_some()
}

/// A time to the second.
fn moment(time: &str) -> String {
    time.get(..19).unwrap_or(time).replace('T', " ")
}
