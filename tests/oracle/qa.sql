-- QA and growth.

CREATE TABLE qa AS
WITH total AS (
    SELECT agent, count(*) AS n_90, w(1, age, 28) AS n_28, w(1, age, 30) AS n_30, b(1, age, 28, 90) AS n_before,
        w(score, age, 28) AS score, b(score, age, 28, 90) AS score_before,
        w(critical_fail, age, 30) AS critical_fails, w(disputed, age, 90) AS disputes
    FROM evaluation GROUP BY agent
), week AS (
    SELECT agent, age // 7 AS week, avg(score) AS score FROM evaluation WHERE age < 56 GROUP BY ALL
), trend AS (
    SELECT agent, supported(regr_slope(score, -week), count(*), 4) AS slope FROM week GROUP BY agent
), recent AS (
    SELECT agent, score FROM evaluation
    QUALIFY row_number() OVER (PARTITION BY agent ORDER BY date DESC, score DESC) <= 8
), spread AS (
    SELECT agent, supported(stddev_samp(score), count(*), 4) AS sd FROM recent GROUP BY agent
), coached AS (
    SELECT agent, w(status = 'held', work_since, 60) AS held, w(status = 'cancelled', work_since, 28) AS cancelled
    FROM coaching JOIN day USING (agent, age)
    -- Who is on leave is not denied a session.
    WHERE status = 'held' OR NOT on_leave GROUP BY agent
), feedback AS (
    SELECT agent, min(work_since) AS days FROM (
        SELECT agent, age FROM evaluation UNION ALL SELECT agent, age FROM coaching WHERE status = 'held')
    JOIN day USING (agent, age) GROUP BY agent
)
SELECT agent,
    rate(score, n_28, n_28, 2) AS qa_level,
    rate(score, n_28, n_28, 2) - rate(score_before, n_before, n_before, 3) AS qa_change,
    slope AS qa_slope,
    sd AS qa_sd,
    supported(critical_fails, n_30, 1) AS critical_fails,
    supported(disputes, n_90, 2) AS disputes,
    supported(feedback.days, history_days, 28) AS days_since_feedback,
    supported(held, history_days, 60) AS coaching_held,
    supported(cancelled, history_days, 28) AS coaching_cancelled
FROM agent LEFT JOIN total USING (agent) LEFT JOIN trend USING (agent) LEFT JOIN spread USING (agent)
    LEFT JOIN coached USING (agent) LEFT JOIN feedback USING (agent);
