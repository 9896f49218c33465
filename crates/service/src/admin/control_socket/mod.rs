//! The control socket: decisions about models, feedback about alerts, and dead letters to be sent again, for the service that has the
//! embedded log open.
//!
//! There is one writer of an embedded log, so a command hands over what it has to say: by HTTP over a Unix socket beside the log. Who may
//! use it is a matter of the folder's and the socket's permissions, as it is for the log itself; nothing listens on a network.

mod client;
mod server;

use serde::{Deserialize, Serialize};

pub use self::client::{decide, give_feedback, retry};
pub use self::server::{ControlSocket, Hosts};
use attrition_contracts::incoming::dead_letter::LetterId;

/// Name of the socket in the log's folder. Commands of earlier versions look for it under this name.
const SOCKET: &str = "models.sock";
/// The largest request, bytes: an artifact, written as a text in JSON, and what is said beside it.
const REQUEST_BYTES_MAX: usize = 4 << 20;

/// Where a decision about models is posted: a [`RegistryCommand`](crate::admin::registry::RegistryCommand).
const DECISIONS: &str = "/v1/decisions";
/// Where feedback is posted, as it stands in the desk inbox.
const FEEDBACK: &str = "/v1/feedback";
/// Where dead letters are posted that are to be sent again: a [`RetryRequest`].
const RETRIES: &str = "/v1/dead-letters/retry";

/// Dead letters that are to be sent again.
#[derive(Serialize, Deserialize)]
struct RetryRequest {
    /// Ids of the dead letters that are to be sent again.
    letters: Vec<LetterId>,
    /// Also those that were sent again before.
    again: bool,
}

/// Why a request was not done.
#[derive(Serialize, Deserialize)]
struct ProblemDetails {
    /// The reason of the failure, as a sentence for people.
    error: String,
}
