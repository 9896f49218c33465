-- Whether a slope is a trend: it fills its weeks, it is no chance, and no single week makes most of it.

CREATE TABLE week AS
WITH hours AS (
    SELECT agent, age // 7 AS week, sum(h) AS h FROM paced_hour WHERE age < 70 GROUP BY ALL
), closed AS (
    SELECT agent, age // 7 AS week, count(*) AS n FROM paced_ticket WHERE age < 70 GROUP BY ALL
)
SELECT agent, 'late' AS trend, 6 AS weeks, age // 7 AS week, avg(greatest(late_s, 0) / 60) AS y
FROM shift WHERE worked AND age < 42 GROUP BY ALL
UNION ALL
SELECT agent, 'qa', 8, age // 7, avg(score) FROM evaluation WHERE age < 56 GROUP BY ALL
UNION ALL
SELECT agent, 'pace', 10, week, coalesce(n, 0) / h FROM hours LEFT JOIN closed USING (agent, week);

CREATE TABLE trend AS
WITH fit AS (
    SELECT agent, trend, weeks, regr_slope(y, -week) AS slope, count(*) AS n, min(week) AS last, max(week) AS first,
        corr(y, week) AS r
    FROM week GROUP BY ALL
), less AS (
    SELECT w.agent, w.trend, regr_slope(w.y, -w.week) AS slope
    FROM week w JOIN week gone ON gone.agent = w.agent AND gone.trend = w.trend AND gone.week <> w.week
    GROUP BY w.agent, w.trend, gone.week
), kept AS (
    SELECT agent, trend, min(less.slope / nullif(fit.slope, 0)) AS part FROM less JOIN fit USING (agent, trend) GROUP BY ALL
), judged AS (
    SELECT agent, trend,
        last < weeks // 4 AND first >= weeks - weeks // 4 AND part >= 0.5 - 1e-9
        -- What tells a correlation from chance tells the slope from it: r sqrt((n - 2) / (1 - r²)) is the slope over its error.
        AND r ** 2 * (n - 2) >= (9 - 1e-6) * (1 - r ** 2) AS holds
    FROM fit JOIN kept USING (agent, trend)
)
SELECT agent, bool_or(holds) FILTER (trend = 'late') AS late_trend, bool_or(holds) FILTER (trend = 'qa') AS qa_trend,
    bool_or(holds) FILTER (trend = 'pace') AS pace_trend
FROM judged GROUP BY agent;
