//! What each figure of a back-test means, in a line, and where it is from.

/// Name, meaning, source.
pub const TERMS: [(&str, &str, &str); 21] = [
    (
        "row",
        "an agent with enough history at the close of a Sunday, with the published daily score of that day",
        "the learner's rows",
    ),
    ("horizon", "days after a row in which a notice counts, from the day after it", "the model"),
    (
        "leaver",
        "an agent who gives notice of their own accord; who is dismissed, moved or ends a contract first is left out",
        "the learner's labels",
    ),
    ("base rate", "share of the rows whose agent gives notice within the horizon", ""),
    (
        "AUC",
        "how often a row of a leaver stands above a row of somebody who stays, ties by half",
        "Mann and Whitney 1947",
    ),
    (
        "average precision",
        "precision at each row of a leaver from the highest risk down, averaged",
        "area under precision over recall, by steps",
    ),
    ("Brier", "mean squared distance of the risk from what came, 0 or 1", "Brier 1950"),
    ("log loss", "mean negative logarithm of the probability that was given to what came, nats", "Good 1952"),
    (
        "calibration error",
        "mean distance of foretold and real share over the tenths by risk, weighted by their rows",
        "expected calibration error, Naeini and others 2015",
    ),
    (
        "leavers in the top tenth",
        "share of the rows of leavers that is in the tenth of all rows with the highest risk",
        "recall at 10 %",
    ),
    ("lift of the top tenth", "the same against the tenth that chance would find", ""),
    (
        "band and year",
        "rows by the published band and the year of their Sunday; models were trained on earlier days only",
        "",
    ),
    (
        "highest k",
        "for each supervisor and Sunday the k agents of highest risk who have not given notice; no memory, no budget",
        "recall and precision at k",
    ),
    (
        "alert",
        "what the desk stage raised, as live: persistence, budget, cool-down, hysteresis; its day is the day of the record",
        "the desk stage itself",
    ),
    ("precision", "share of the alerts with an answer after which the agent gave notice within the horizon", ""),
    (
        "leavers found",
        "share of the leavers, all of whose last days (a horizon before notice) were judged, who had an alert in them",
        "recall",
    ),
    (
        "alerts for each leaver found",
        "alerts with an answer, divided by the different leavers behind the right ones",
        "",
    ),
    ("lead time", "days from the first alert within the horizon to the notice", ""),
    (
        "by chance",
        "as many alerts on the same desks on the same days, each for anyone under that supervisor on the Sunday before who has not given notice and was not chosen within a horizon; mean of 200 plays",
        "simulation",
    ),
    (
        "by tenure alone",
        "the same, for whom leavers of the past were most frequent among rows of like tenure, horizon over by then; ties by chance",
        "table of nine bins, shrunk by 50 rows of the average",
    ),
    (
        "interval",
        "from the 2.5th to the 97.5th percentile over draws of as many agents, all rows and alerts of an agent together",
        "bootstrap over agents; Efron 1979",
    ),
];
