//! What each figure of a back-test means, in a line, and where it is from.

/// Name, meaning and source of each figure; the source is empty where the meaning says all.
pub const TERMS: [(&str, &str, &str); 21] = [
    (
        "row",
        "an agent with enough history at the close of a Sunday, with the published daily score of that day",
        "the learner's rows",
    ),
    ("horizon", "days after a row in which a notice counts, from the day after it", "the model"),
    (
        "leaver",
        "an agent who gives notice voluntarily; agents who are dismissed, move or reach the end of a contract first are left out",
        "the learner's labels",
    ),
    ("base rate", "share of the rows whose agent gives notice within the horizon", ""),
    (
        "AUC",
        "how often a leaver's row ranks above the row of somebody who stays; ties count half",
        "Mann and Whitney 1947",
    ),
    (
        "average precision",
        "the average of the precision at each leaver's row, from the highest risk down",
        "area under precision over recall, by steps",
    ),
    ("Brier", "mean squared difference between the risk and the outcome, 0 or 1", "Brier 1950"),
    ("log loss", "mean negative logarithm of the probability that the model gave to the outcome, in nats", "Good 1952"),
    (
        "calibration error",
        "mean difference between predicted and actual share over the tenths by risk, weighted by their rows",
        "expected calibration error, Naeini and others 2015",
    ),
    (
        "leavers in the top tenth",
        "share of the leavers' rows that are among the tenth of all rows with the highest risk",
        "recall at 10 %",
    ),
    ("lift of the top tenth", "the same, divided by the tenth that chance would find", ""),
    (
        "band and year",
        "rows by the published band and the year of their Sunday; the models were trained on earlier days only",
        "",
    ),
    (
        "highest k",
        "for each supervisor and Sunday, the k agents with the highest risk who have not given notice; without memory or budget",
        "recall and precision at k",
    ),
    (
        "alert",
        "an alert that the desk stage raised, with the live rules: persistence, budget, cool-down, hysteresis; its day is that of the record",
        "the desk stage itself",
    ),
    ("precision", "of the alerts with a known outcome, the share whose agent gave notice within the horizon", ""),
    (
        "leavers found",
        "of the leavers whose last days before notice (one horizon) were all judged, the share with an alert in these days",
        "recall",
    ),
    (
        "alerts for each leaver found",
        "alerts with a known outcome, divided by the number of different leavers among the correct ones",
        "",
    ),
    ("lead time", "days from the first alert within the horizon to the notice", ""),
    (
        "by chance",
        "one alert for each, at the same desk on the same day, for a random agent who was under that supervisor on the Sunday before, had not given notice, and was not chosen within the last horizon; where there is nobody like that, none, so these may be fewer; mean of 200 runs",
        "simulation",
    ),
    (
        "by tenure alone",
        "the same, but for the agents whose tenure had the highest share of leavers in earlier rows (with their horizon over by then); ties are broken at random",
        "table of nine bins, shrunk by 50 rows of the average",
    ),
    (
        "interval",
        "the 2.5th to the 97.5th percentile over samples of as many agents, each with all its rows and alerts; Wilson's for the \
         precision of alerts, for leavers found, and for a share that is 0 or 1 in all samples",
        "bootstrap over agents; Efron 1979, Wilson 1927",
    ),
];
