//! The channels of delivery, as a person reads how they are.

use super::shown::{NONE, span};
use crate::cli::counted::{count, counted};
use crate::cli::table::Table;
use crate::live::status::{Channel, Status};

/// Whether the instance is ready, and whether each channel delivers.
pub(super) fn headline(status: &Status) -> String {
    let ready = if status.ready { "ready" } else { "NOT READY" };
    match status.channels.iter().filter(|channel| is_still(channel)).count() {
        0 => ready.to_owned(),
        1 => format!("{ready}, BUT 1 CHANNEL STANDS STILL"),
        n => format!("{ready}, BUT {n} CHANNELS STAND STILL"),
    }
}

/// A line for each channel that stands still: since when, what waits, and for what answer.
pub(super) fn standstills(status: &Status) -> String {
    let line = |channel: &Channel| {
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
pub(super) fn table(status: &Status) -> Table {
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

fn is_still(channel: &Channel) -> bool {
    channel.stands_still_since.is_some()
}

/// A time to the second.
fn moment(time: &str) -> String {
    time.get(..19).unwrap_or(time).replace('T', " ")
}
