//! What is usual at a site, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::date::Date;
use crate::engine::desk::{Climate, Usual};
use crate::engine::signals::{BEHAVIOUR, SIGNALS, position};

#[derive(Serialize, Deserialize)]
pub(super) struct ClimateJson {
    model: Box<str>,
    /// Mean contribution by signal.
    usual: BTreeMap<Box<str>, UsualJson>,
    figures: [UsualJson; 3],
    unusual: [Option<String>; 3],
    shifted: BTreeMap<Box<str>, String>,
    /// Since when those are back; an earlier version did not write it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    back: BTreeMap<Box<str>, String>,
    events: Vec<(String, [u32; 3])>,
    stale: [Option<String>; 3],
}

/// A figure from day to day.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct UsualJson {
    days: u32,
    level: f64,
    distance: f64,
    lately: f64,
}

/// A climate as JSON.
pub(super) fn json_of(climate: &Climate) -> ClimateJson {
    let name = |place: usize| Box::<str>::from(SIGNALS[place].name);
    let text = |day: &Date| day.to_string();
    ClimateJson {
        model: climate.model.clone(),
        usual: climate.usual.iter().enumerate().map(|(place, usual)| (name(place), json_of_usual(usual))).collect(),
        figures: climate.figures.each_ref().map(json_of_usual),
        unusual: climate.unusual.each_ref().map(|since| since.as_ref().map(text)),
        shifted: climate.shifted.iter().map(|(place, since)| (name(*place), text(since))).collect(),
        back: climate.back.iter().map(|(place, since)| (name(*place), text(since))).collect(),
        events: climate.events.iter().map(|(day, counts)| (text(day), *counts)).collect(),
        stale: climate.stale.each_ref().map(|since| since.as_ref().map(text)),
    }
}

/// A climate; `None` when a signal is not in the catalogue, or a date is none.
pub(super) fn of(json: ClimateJson) -> Option<Climate> {
    let mut usual = Vec::new();
    if !json.usual.is_empty() {
        usual = vec![Usual::default(); BEHAVIOUR.end];
        for (name, figures) in json.usual {
            *usual.get_mut(position(&name)?)? = usual_of(figures);
        }
    }
    let dated = |(name, since): (Box<str>, String)| Some((position(&name)?, Date::parse(&since)?));
    let counted = |(day, counts): (String, [u32; 3])| Some((Date::parse(&day)?, counts));
    Some(Climate {
        model: json.model,
        usual,
        figures: json.figures.map(usual_of),
        unusual: json.unusual.map(|since| since.as_deref().and_then(Date::parse)),
        shifted: json.shifted.into_iter().map(dated).collect::<Option<_>>()?,
        back: json.back.into_iter().map(dated).collect::<Option<_>>()?,
        events: json.events.into_iter().map(counted).collect::<Option<_>>()?,
        stale: json.stale.map(|since| since.as_deref().and_then(Date::parse)),
    })
}

fn json_of_usual(usual: &Usual) -> UsualJson {
    let Usual { days, level, distance, lately } = *usual;
    UsualJson { days, level, distance, lately }
}

fn usual_of(json: UsualJson) -> Usual {
    let UsualJson { days, level, distance, lately } = json;
    Usual { days, level, distance, lately }
}
