//! What is usual at a site, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::date::Date;
use crate::engine::desk::Climate;
use crate::engine::signals::{BEHAVIOUR, SIGNALS, position};

#[derive(Serialize, Deserialize)]
pub(super) struct ClimateJson {
    model: Box<str>,
    days: u32,
    /// Level and spread by signal.
    usual: BTreeMap<Box<str>, (f64, f64)>,
    shifted: BTreeMap<Box<str>, String>,
    events: Vec<(String, [u32; 3])>,
    stale: [Option<String>; 3],
}

/// A climate as JSON.
pub(super) fn json_of(climate: &Climate) -> ClimateJson {
    let name = |place: usize| Box::<str>::from(SIGNALS[place].name);
    let text = |day: &Date| day.to_string();
    ClimateJson {
        model: climate.model.clone(),
        days: climate.days,
        usual: climate.usual.iter().enumerate().map(|(place, usual)| (name(place), *usual)).collect(),
        shifted: climate.shifted.iter().map(|(place, since)| (name(*place), text(since))).collect(),
        events: climate.events.iter().map(|(day, counts)| (text(day), *counts)).collect(),
        stale: climate.stale.each_ref().map(|since| since.as_ref().map(text)),
    }
}

/// A climate; `None` when a signal is not in the catalogue, or a date is none.
pub(super) fn of(json: ClimateJson) -> Option<Climate> {
    let mut usual = Vec::new();
    if !json.usual.is_empty() {
        usual = vec![(0.0, 0.0); BEHAVIOUR.end];
        for (name, figures) in json.usual {
            *usual.get_mut(position(&name)?)? = figures;
        }
    }
    let shifted = |(name, since): (Box<str>, String)| Some((position(&name)?, Date::parse(&since)?));
    let counted = |(day, counts): (String, [u32; 3])| Some((Date::parse(&day)?, counts));
    Some(Climate {
        model: json.model,
        days: json.days,
        usual,
        shifted: json.shifted.into_iter().map(shifted).collect::<Option<_>>()?,
        events: json.events.into_iter().map(counted).collect::<Option<_>>()?,
        stale: json.stale.map(|since| since.as_deref().and_then(Date::parse)),
    })
}
