//! What an agent's contract asks for, over the last four weeks.

use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::signals::evidence::presence::{Days, Presence};

/// Days that the roster is compared with the contract over.
const DAYS: i32 = 28;

/// Hours due by the contract that was in force on each day of W(28).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contract {
    /// Hours due on days that shift records cover, days of leave among them.
    pub due_h: f64,
    /// Of these, on days of leave.
    pub leave_h: f64,
    /// Whether the hours of a week have not changed within these days.
    pub is_steady: bool,
}

impl Contract {
    /// As of `day`; `None` where the contract of this day is not known.
    pub(in crate::signals) fn on(day: Date, profile: &Profile, presence: &Presence) -> Option<Self> {
        let contracts = profile.contracts(day - (DAYS - 1), day);
        contracts.last().filter(|(_, minutes)| *minutes > 0)?;
        let hours = |days: Days| {
            let (mut hours, mut younger) = (0.0, 0);
            for (from, minutes) in contracts.iter().rev() {
                let within = days.within((day - *from).cast_unsigned() + 1);
                hours += f64::from(*minutes) / 60.0 * f64::from(within - younger) / 7.0;
                younger = within;
            }
            hours
        };
        let Presence { rostered, on_leave, .. } = *presence;
        let (due_h, leave_h) = (hours(rostered), hours(rostered.and(on_leave)));
        Some(Self { due_h, leave_h, is_steady: contracts.len() == 1 })
    }
}
