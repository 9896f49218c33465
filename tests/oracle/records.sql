-- Valid events to the records that count at the close of the day: clock, late, duplicates, corrections, window.

CREATE TABLE event AS
WITH valid AS (
    SELECT n, key, date FROM shift_in UNION ALL BY NAME
    SELECT n, key, date FROM request_in UNION ALL BY NAME
    SELECT n, key, date FROM evaluation_in UNION ALL BY NAME
    SELECT n, key, date FROM coaching_in UNION ALL BY NAME
    SELECT n, ticket, date FROM ticket_in UNION ALL BY NAME
    SELECT n, ticket, date FROM reopened_in UNION ALL BY NAME
    SELECT n, ticket, date FROM rated_in UNION ALL BY NAME
    SELECT n, date FROM roster_in UNION ALL BY NAME
    SELECT n, date FROM separation_in
), timed AS (
    SELECT v.*, agent, floor(time_s * 1000) AS time_ms, kind, kind LIKE 'roster.%' AS timeless,
        -- A day closes six hours after its end, UTC, by the latest time seen.
        make_timestamp((max(time_s - 6 * 3600) OVER in_order * 1e6)::BIGINT)::DATE - 1 AS closed
    FROM valid v JOIN envelope USING (n)
    WINDOW in_order AS (ORDER BY n)
)
-- An event dated fifteen days ahead of the open day closes days for the agents as well.
SELECT *, closed + 1 AS org_open,
    greatest(closed, max(date - 15) FILTER (WHERE NOT timeless) OVER (ORDER BY n)) + 1 AS open
FROM timed;

-- What came in time until the day closed. What nothing replaces cannot be told from a duplicate after 35 days.
CREATE TABLE timely AS
SELECT * FROM event
WHERE open <= as_of() AND NOT timeless AND date >= open - 89 AND (ticket IS NULL OR date > open - 35);

-- A ticket counts once on a day, and so does all that is told of it.
CREATE TABLE accepted AS
SELECT * FROM timely
QUALIFY ticket IS NULL OR row_number() OVER (PARTITION BY agent, kind, date, ticket ORDER BY n) = 1;

-- Who is known --------------------------------------------------------------------------------------------------

CREATE TABLE fact AS
SELECT agent, date AS effective, r.* EXCLUDE (n, date)
FROM roster_in r JOIN event e USING (n, date)
WHERE open <= as_of() AND date <= as_of()
QUALIFY row_number() OVER (PARTITION BY agent, date ORDER BY n DESC) = 1;

CREATE TABLE separated AS
SELECT agent, separation, notice_date, last_day
FROM separation_in JOIN event USING (n)
WHERE open <= as_of()
QUALIFY row_number() OVER (PARTITION BY agent, notice_date ORDER BY n DESC) = 1;

-- Agents that are active on the day, with the first day that counts for them.
CREATE TABLE active AS
WITH person AS (
    SELECT agent FROM fact UNION SELECT agent FROM separated UNION SELECT agent FROM accepted
), placed AS (
    SELECT agent, max(effective) AS placed_on FROM person LEFT JOIN fact USING (agent) GROUP BY agent
), ended AS (
    SELECT agent, placed_on,
        coalesce(bool_or(last_day < as_of() AND (placed_on IS NULL OR last_day >= placed_on)), false) AS gone,
        -- The present employment began after the last separation before its roster facts.
        max(last_day) FILTER (WHERE last_day < placed_on) + 1 AS rehired
    FROM placed LEFT JOIN separated USING (agent) GROUP BY agent, placed_on
)
SELECT agent, rehired, greatest(as_of() - 89, rehired) AS first_day
FROM ended
WHERE NOT gone AND (placed_on IS NOT NULL
    OR agent IN (SELECT agent FROM accepted WHERE date >= as_of() - 89));

-- What counts ---------------------------------------------------------------------------------------------------

CREATE TABLE record AS
WITH latest AS (
    SELECT * FROM accepted WHERE key IS NULL
    UNION ALL
    SELECT * FROM accepted WHERE key IS NOT NULL
    -- The latest by the sender's time, at equal times by arrival.
    QUALIFY row_number() OVER (PARTITION BY agent, kind, key ORDER BY time_ms DESC, n DESC) = 1
)
SELECT n, agent, date, as_of() - date AS age FROM latest JOIN active USING (agent)
WHERE date BETWEEN first_day AND as_of();

CREATE TABLE agent AS
SELECT agent, rehired, coalesce(max(age) + 1, 0) AS history_days
FROM active LEFT JOIN record USING (agent) GROUP BY agent, rehired;

CREATE TABLE shift AS
SELECT agent, date, age, key, start_s, end_s, local_start, end_s - start_s AS scheduled_s,
    CASE WHEN status = 'worked' THEN status ELSE absence END AS status,
    status = 'worked' AS worked,
    NOT worked AND absence IN ('sick', 'unplanned', 'no_show') AS absent,
    worked OR absent AS scheduled,
    NOT worked AND absence IN ('unplanned', 'no_show') AS unplanned,
    coalesce(notice_h < 72, false) AS short_notice,
    isodow(date) >= 6 OR hour(local_start) < 6 OR hour(local_start) >= 18 AS night_weekend,
    CASE WHEN worked THEN home END AS home,
    CASE WHEN worked THEN actual_end_s - actual_start_s ELSE 0 END AS worked_s,
    CASE WHEN worked THEN actual_start_s - start_s END AS late_s,
    CASE WHEN worked THEN end_s - actual_end_s END AS early_s,
    CASE WHEN worked THEN round(overtime_min * 60) END AS overtime_s,
    CASE WHEN worked THEN round(break_overrun_min * 60) END AS break_overrun_s,
    CASE WHEN worked THEN round(occupied_min * 60) END AS occupied_s
FROM shift_in JOIN record USING (n, date);

CREATE TABLE request AS SELECT * FROM request_in JOIN record USING (n, date);
CREATE TABLE evaluation AS SELECT * FROM evaluation_in JOIN record USING (n, date);
CREATE TABLE coaching AS SELECT * FROM coaching_in JOIN record USING (n, date);
CREATE TABLE ticket AS SELECT * FROM ticket_in JOIN record USING (n, date);
CREATE TABLE reopened AS SELECT * FROM reopened_in JOIN record USING (n, date);

-- A customer answers once about a ticket: with its closing or by a rating, whichever is told first.
CREATE TABLE answer AS
WITH told AS (
    SELECT n, csat FROM ticket_in WHERE csat IS NOT NULL UNION ALL SELECT n, csat FROM rated_in
), first AS (
    SELECT agent, date, csat FROM told JOIN timely USING (n)
    QUALIFY row_number() OVER (PARTITION BY agent, ticket ORDER BY n) = 1
)
SELECT agent, as_of() - date AS age, csat FROM first JOIN active USING (agent)
WHERE date BETWEEN first_day AND as_of();
