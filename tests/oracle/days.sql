-- How means, spreads and starts are without each single day: the lowest and the highest, by signal. Nothing where one day is all
-- there is.

CREATE TABLE part AS
WITH pace AS (
    SELECT agent, age, 0 AS n, h FROM paced_hour
    UNION ALL
    SELECT agent, age, 1, 0 FROM paced_ticket
), one AS (
    -- Each event once for each figure that it is in: what is added up, and over what.
    SELECT agent, age, unnest(['break_overrun_recent', 'break_overrun_change']) AS signal, unnest([42, 14]) AS days,
        break_overrun_s / 60 AS x, 1 AS per
    FROM shift WHERE worked
    UNION ALL
    SELECT agent, age, unnest(['occupancy', 'occupancy_change']), 14, occupied_s, worked_s FROM shift WHERE worked
    UNION ALL
    SELECT agent, age, unnest(['qa_level', 'qa_change']), 28, score, 1 FROM evaluation
    UNION ALL
    SELECT agent, age, unnest(['handle_time_change', 'handle_time_spread']), unnest([14, 42]), handle_ms / 1000, 1 FROM ticket
    UNION ALL
    SELECT agent, age, 'wrap_change', 14, wrap_ms / 1000, 1 FROM ticket
    UNION ALL
    SELECT agent, age, 'wrap_recent', 42, wrap_ms, handle_ms FROM ticket
    UNION ALL
    SELECT agent, age, unnest(['hold_change', 'hold_recent']), unnest([14, 42]), hold_ms, handle_ms FROM ticket
    UNION ALL
    SELECT agent, age, 'throughput_change', 28, n, h FROM pace
    UNION ALL
    SELECT agent, age, unnest(['csat_change', 'csat_recent']), unnest([28, 42]), csat, 1 FROM answer
)
SELECT agent, signal, age, sum(weight * x) AS x, sum(weight * x * x) AS xx, sum(weight * per) AS per
FROM (SELECT *, CASE WHEN days = 42 THEN pow(0.5, age // 7) ELSE 1 END::DOUBLE AS weight FROM one WHERE age < days)
GROUP BY ALL;

CREATE TABLE without_day AS
WITH rest AS (
    SELECT agent, signal, sum(x) OVER others / nullif(sum(per) OVER others, 0) AS mean,
        sum(xx) OVER others / nullif(sum(per) OVER others, 0) AS square
    FROM part
    WINDOW others AS (PARTITION BY agent, signal ORDER BY age
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW)
), value AS (
    SELECT agent, signal, CASE WHEN signal = 'handle_time_spread'
        THEN sqrt(greatest(square - mean ** 2, 0)) / nullif(mean, 0) ELSE mean END AS value
    FROM rest
)
SELECT agent, signal, CASE WHEN count(value) = count(*) THEN min(value) END AS low,
    CASE WHEN count(value) = count(*) THEN max(value) END AS high
FROM value GROUP BY agent, signal;

-- The circular standard deviation of the starts of days, hours, without the day that makes most of it.
CREATE TABLE start_without_day AS
WITH first AS (
    SELECT agent, work_date AS date, 2 * pi() * date_part('epoch', arg_min(local_start, start_s)::TIME) / 86400 AS radians
    FROM shift WHERE scheduled AND work_age < 30 GROUP BY agent, work_date
), rest AS (
    SELECT a.agent, a.date, sqrt(avg(cos(b.radians)) ** 2 + avg(sin(b.radians)) ** 2) AS resultant
    FROM first a JOIN first b ON b.agent = a.agent AND b.date <> a.date GROUP BY a.agent, a.date
)
SELECT agent, 24 / (2 * pi()) * sqrt(abs(2 * ln(least(greatest(max(resultant), 1e-12), 1)))) AS steadiest_starts
FROM rest GROUP BY agent;
