//! What labels may be. All are from sets that are small and known: never an id of a person.

/// Each label: its name, and what it may be.
pub const LABELS: [(&str, &str); 31] = [
    ("answer", "`useful` or `not_useful`"),
    ("band", "`green`, `amber`, `red`, or `not_enough_history`"),
    ("basis", "`estimated` now, `estimated_then` for the last cut-off whose 30 days are over, `realized` for the same"),
    ("bin", "upper edge of a bin of risk: `0.05` to `1.00`"),
    ("by", "`http` for programs, `link` for links in letters"),
    ("channel", "name of a channel under `deliver`"),
    ("code", "reason of a dead letter: docs/contracts.md has them"),
    ("days", "`30`, `60` or `90`"),
    (
        "kind",
        "of events `shift`, `request`, `evaluation`, `coaching`, `ticket`, `reopened`, `rating`, `roster`, `separation`, `unreadable`; of leavers `voluntary` or `other`; of feedback and notices what they say",
    ),
    ("measure", "`precision` and `recall` of alerts at the red band, `auc`"),
    ("model", "id of a model"),
    (
        "outcome",
        "what became of it: of commits `committed`, `aborted`, `unknown` (all of the step counts, or nothing); of events `accepted`, `corrected` (took the place of an earlier record), `answered` (a ticket that was known, with a customer's answer that was not), `duplicate`, `superseded` (a later record was there), `late` (older than the window; of tickets and ratings, than `score.dedup_days`), `refused`; of deliveries `delivered`, `failed` (a try), `dead_letter`, `too_old`; of alerts `left`, `stayed`, `moved`",
    ),
    ("partition", "number of a partition"),
    ("q", "quantile: `0.5` or `0.9`"),
    ("raised_by", "`lasting` or `jump`; `history` for what comes of imported days"),
    (
        "reader",
        "who reads a topic: a stage, a channel under `deliver`, `alerts` for what HTTP knows of them, `trends` for the history of risk",
    ),
    (
        "reason",
        "why a record of the desk inbox is of no use; why a channel passes a record over: `other_type`, `not_for_people` (withheld or held out), `history` (of imported days), `other_site`, `not_wanted` (by its settings), `nowhere` (no second address), `too_old`",
    ),
    ("revision", "revision of the source that the program was built from, or empty"),
    ("role", "`champion` or `shadow`"),
    ("signal", "name of a signal of docs/signals.md; of drift `score` as well, of reasons `time_away`"),
    ("site", "site of the roster, or `other`"),
    ("source", "`shift`, `evaluation` or `ticket`; of restores `changelog` or `snapshot`"),
    ("stage", "`ingest`, `score` or `desk`"),
    ("status", "status of an alert"),
    ("team", "team of the roster, or `other`"),
    ("to", "`supervisor`, or `second` for the second address of a site"),
    ("topic", "role of a topic, as `alerts` or `desk`"),
    ("type", "type of a CloudEvent"),
    ("version", "version of the program"),
    ("when", "`daily` or `interim`"),
    (
        "why",
        "`no_news` (the last alert about the agent said the same), `on_leave` (the agent is away: it waits for the return), `moved` (the risk came with the agent from another site), `continued` (the days of an alert are over, and it goes on as it was)",
    ),
];
