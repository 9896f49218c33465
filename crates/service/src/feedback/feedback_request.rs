//! What someone says about an alert, as it comes in: codes and dates only.

use std::hash::{BuildHasher, Hasher, RandomState};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use attrition_contracts::json::json_fault;
use attrition_contracts::json::whole::Whole;

/// Names of the members that a feedback request may have.
const MEMBERS: [&str; 7] = ["kind", "id", "until", "days", "reasons", "factors", "action"];

/// Feedback as JSON. Members that are not known are refused, so that nobody puts a text about a person into the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// Code of a `FeedbackKind`.
    pub kind: String,
    /// Names it, so that it counts once however often it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Of a snooze: not before this date, YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Of a snooze: for so many days from today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Whole>,
    /// Of `useful` and `not_useful`: names of signals that stand in the alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
    /// Of an interview: codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Vec<String>>,
    /// Of an action: its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// What is wrong with feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// Which member; empty for all of it.
    pub member: String,
    /// What is wrong with the member, as a sentence.
    pub error: String,
    /// What it can be instead, where that can be listed.
    pub allowed: Vec<String>,
}

impl Mistake {
    /// A mistake in a member.
    pub fn new<'a>(
        member: impl Into<String>,
        error: impl Into<String>,
        allowed: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let allowed = allowed.into_iter().map(str::to_owned).collect();
        Self { member: member.into(), error: error.into(), allowed }
    }
}

impl FeedbackRequest {
    /// Reads the body of a request, a JSON object, and says which member is wrong.
    pub fn read(body: &[u8]) -> Result<Self, Mistake> {
        // Members by position, which the reader would take from an array, are none.
        if body.trim_ascii_start().first() != Some(&b'{') && serde_json::from_slice::<IgnoredAny>(body).is_ok() {
            return Err(Mistake::new("", "feedback is a JSON object, as {\"kind\": \"acknowledge\"}", []));
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let said: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            if error.inner().to_string().starts_with("unknown field") {
                return Mistake::new(&*path, format!("`{path}` is no member of feedback"), MEMBERS);
            }
            let why = json_fault::of_member(&path, error.inner());
            Mistake::new(if path == "." { String::new() } else { path }, why, [])
        })?;
        reader.end().map_err(|error| Mistake::new("", json_fault::words(&error), []))?;
        Ok(said)
    }
}

/// The id of feedback about an alert that its sender has given a key. A key may be any text; what stands in the log is a
/// hash of it, for a text could say something of a person.
pub fn key_id(alert: &str, key: &str) -> String {
    let hash = Sha256::new().chain_update(alert).chain_update([0]).chain_update(key).finalize();
    hash[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An id that no other feedback has.
pub fn new_id() -> String {
    // Keys of a `RandomState` are random for each process and different for each call; nobody needs to be kept from guessing.
    let random = |n: u8| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(n);
        hasher.write_i128(OffsetDateTime::now_utc().unix_timestamp_nanos());
        hasher.finish()
    };
    format!("{:016x}{:016x}", random(0), random(1))
}
