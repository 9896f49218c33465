//! What labels may be. All are from sets that are small and known: never an id of a person.

/// Each label: its name, and what it may be.
pub const LABELS: [(&str, &str); 31] = [
    ("answer", "`useful` or `not_useful`"),
    ("band", "`green`, `amber`, `red`, or `not_enough_history`"),
    ("basis", "`estimated` now, `estimated_then` for the last cut-off whose 30 days are over, `realized` for the same"),
    ("bin", "upper edge of a bin of risk: `0.05` to `1.00`"),
    ("by", "`http` for programs, `link` for links in letters"),
    ("channel", "name of a channel under `deliver`"),
    ("code", "reason of a dead letter: docs/contracts.md lists them"),
    ("days", "`30`, `60` or `90`"),
    (
        "kind",
        "for events `shift`, `request`, `evaluation`, `coaching`, `ticket`, `reopened`, `rating`, `roster`, `separation`, `unreadable`; for leavers `voluntary` or `other`; for feedback and notices their kind",
    ),
    ("measure", "`precision` and `recall` of alerts at the red band, `auc`"),
    ("model", "id of a model"),
    (
        "outcome",
        "for commits `committed`, `aborted`, `unknown` (all of the step counts, or nothing); for events `accepted`, `corrected` (replaced an earlier record), `answered` (a known ticket with a new customer's answer), `duplicate`, `superseded` (there was a later record), `late` (older than the window; for tickets and ratings, older than `score.dedup_days`), `unmatched` (a separation that ends no known employment, or takes nothing back), `refused`; for deliveries `delivered`, `failed` (one attempt), `dead_letter`, `too_old`; for alerts `left`, `stayed`, `moved`",
    ),
    ("partition", "number of a partition"),
    ("q", "quantile: `0.5` or `0.9`"),
    ("raised_by", "`lasting` or `jump`; `history` for alerts of imported days"),
    (
        "reader",
        "the reader of a topic: a stage, a channel under `deliver`, `alerts` for the index behind HTTP, `trends` for the history of risk",
    ),
    (
        "reason",
        "why a record of the desk inbox cannot be used; why a channel skips a record: `other_type`, `not_for_people` (withheld or held out), `history` (of imported days), `other_site`, `not_wanted` (by its settings), `nowhere` (no second address), `too_old`",
    ),
    ("revision", "revision of the source that the program was built from, or empty"),
    ("role", "`champion` or `shadow`"),
    ("signal", "name of a signal of docs/signals.md; for drift also `score`, for reasons also `time_away`"),
    ("site", "site of the roster, or `other`"),
    ("source", "`shift`, `evaluation` or `ticket`; for restores `changelog` or `snapshot`"),
    ("stage", "a stage: `ingest`, `score`, `desk`, `deliver` or `trends`"),
    ("status", "status of an alert"),
    ("team", "team of the roster, or `other`"),
    ("to", "`supervisor`, or `second` for the second address of a site"),
    ("topic", "role of a topic, such as `alerts` or `desk`"),
    ("type", "type of a CloudEvent"),
    ("version", "version of the program"),
    ("when", "`daily` or `interim`"),
    (
        "why",
        "`no_reason` (nothing that is true of the agent explains the risk), `no_news` (the last alert about the agent said the same), `on_leave` (the agent is away: it waits for the return), `moved` (the risk came with the agent from another site), `cooling` (the risk of the last alert eased less than `cool_down_days` ago), `continued` (the days of an alert are over, and it goes on as it was)",
    ),
];
