-- Tickets. Throughput is tickets per worked hour.

CREATE TABLE tickets AS
WITH total AS (
    SELECT agent,
        w(1, age, 14) AS n_14, b(1, age, 14, 74) AS n_14_before, w(1, age, 28) AS n_28,
        b(1, age, 28, 90) AS n_28_before,
        w(handle_ms, age, 14) AS handle, b(handle_ms, age, 14, 74) AS handle_before,
        w(wrap_ms, age, 14) AS wrap, b(wrap_ms, age, 14, 74) AS wrap_before,
        w(hold_ms, age, 14) AS hold, b(hold_ms, age, 14, 74) AS hold_before,
        w(moved, age, 14) AS moved, b(moved, age, 14, 74) AS moved_before, w(hostile, age, 14) AS hostile,
        r(1, age) AS n_r, r(handle_ms, age) AS handle_r, r(handle_ms * handle_ms, age) AS handle_sq_r,
        r(wrap_ms, age) AS wrap_r, r(hold_ms, age) AS hold_r, r(moved, age) AS moved_r,
        stddev_samp(handle_ms) FILTER (age < 28) / nullif(avg(handle_ms) FILTER (age < 28), 0) AS handle_cv
    FROM ticket GROUP BY agent
), answered AS (
    SELECT agent, r(csat, age) AS csat_r, r(1, age) AS answers_r, w(csat, age, 28) AS csat,
        b(csat, age, 28, 90) AS csat_before, w(1, age, 28) AS answers, b(1, age, 28, 90) AS answers_before
    FROM answer GROUP BY agent
), back AS (
    -- Nobody on leave has a part in what becomes of tickets meanwhile.
    SELECT agent, w(1, age, 28) AS n, b(1, age, 28, 90) AS n_before, r(1, age) AS n_r
    FROM reopened JOIN day USING (agent, age) WHERE NOT on_leave GROUP BY agent
), hours AS (
    SELECT agent, w(h, age, 28) AS h_28, b(h, age, 28, 56) AS h_28_56, b(h, age, 28, 90) AS h_28_before
    FROM paced_hour GROUP BY agent
), paced AS (
    SELECT agent, w(1, age, 28) AS n_28, b(1, age, 28, 56) AS n_28_56, b(1, age, 28, 90) AS n_28_before
    FROM paced_ticket GROUP BY agent
), pace AS (
    SELECT agent, rate(n_28, h_28, n_28, 60) AS now, rate(n_28_56, h_28_56, n_28_56, 60) AS month_before,
        rate(n_28_before, h_28_before, n_28_before, 60) AS normal
    FROM paced JOIN hours USING (agent)
), week_hours AS (
    SELECT agent, age // 7 AS week, sum(h) AS h FROM paced_hour WHERE age < 70 GROUP BY ALL HAVING sum(h) > 0
), week_tickets AS (
    SELECT agent, age // 7 AS week, count(*) AS n FROM paced_ticket GROUP BY ALL
), trend AS (
    SELECT agent, supported(regr_slope(coalesce(n, 0) / h, -week), count(*), 5) AS slope
    FROM week_hours LEFT JOIN week_tickets USING (agent, week) GROUP BY agent
), category AS (
    SELECT agent, count(*) AS n FROM ticket WHERE age < 28 GROUP BY agent, category
), variety AS (
    SELECT agent, ln(sum(n)) - sum(n * ln(n)) / sum(n) AS nats FROM category GROUP BY agent
)
SELECT agent,
    ln_ratio(rate(handle, n_14, n_14, 30), rate(handle_before, n_14_before, n_14_before, 90)) AS handle_time_change,
    supported(handle_cv, n_28, 30) AS handle_time_cv,
    supported(sqrt(greatest(handle_sq_r / total.n_r - (handle_r / total.n_r) ** 2, 0)) / nullif(handle_r / total.n_r, 0), n_28, 30) AS handle_time_spread,
    rate(wrap_r, handle_r, n_28, 30) AS wrap_recent,
    ln_ratio(rate(wrap, n_14, n_14, 30), rate(wrap_before, n_14_before, n_14_before, 90)) AS wrap_change,
    rate(hold_r, handle_r, n_28, 30) AS hold_recent,
    rate(hold, handle, n_14, 30) - rate(hold_before, handle_before, n_14_before, 90) AS hold_change,
    rate(moved_r, total.n_r, n_28, 30) AS transfer_recent,
    rate(moved, n_14, n_14, 30) - rate(moved_before, n_14_before, n_14_before, 90) AS transfer_change,
    rate(coalesce(back.n_r, 0), total.n_r, n_28, 60) AS reopen_recent,
    rate(coalesce(back.n, 0), n_28, n_28, 60) - rate(coalesce(back.n_before, 0), n_28_before, n_28_before, 120)
        AS reopen_change,
    ln_ratio(now, month_before) AS throughput_change,
    slope AS throughput_slope,
    now / nullif(normal, 0) * slope AS throughput_level_x_slope,
    rate(csat_r, answers_r, answers, 10) AS csat_recent,
    rate(csat, answers, answers, 10) - rate(csat_before, answers_before, answers_before, 20) AS csat_change,
    rate(hostile, n_14, n_14, 30) AS hostile_share,
    supported(nats, n_28, 30) AS category_entropy
FROM agent LEFT JOIN total USING (agent) LEFT JOIN back USING (agent) LEFT JOIN pace USING (agent)
    LEFT JOIN trend USING (agent) LEFT JOIN variety USING (agent) LEFT JOIN answered USING (agent);
