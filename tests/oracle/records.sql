-- Valid events to the records that count at the close of the day: late, duplicates, corrections, window.

-- What came in time until the day closed. What nothing replaces cannot be told from a duplicate after 35 days.
CREATE TABLE timely AS
SELECT * FROM event
WHERE in_time(open, time_ms) AND is_judged(agent) AND NOT timeless AND date >= open - 89 AND (ticket IS NULL OR date > open - 35);

-- A ticket counts once on a day, and so does all that is told of it.
CREATE TABLE accepted AS
SELECT * FROM timely
QUALIFY ticket IS NULL OR row_number() OVER (PARTITION BY agent, kind, date, ticket ORDER BY n) = 1;

-- Who is known --------------------------------------------------------------------------------------------------

-- Employments: what was said last about each, and how it ends. `own` is what an agent's own events have told by the close of the
-- day, `org` what the organisation knew at the close of the day before.

CREATE TABLE scope AS SELECT unnest(['own', 'org']) AS scope;

-- Of two facts for the same date the one that was recorded later counts.
CREATE TABLE said_fact AS
SELECT scope, agent, floor(time_s * 1000) AS ms, r.* EXCLUDE (n, date), r.date AS effective,
    hash(r.site, r.team, r.supervisor, r.queue, r.level, r.shift_pattern, r.contract_h_week,
        coalesce(r.potential, '')) AS content
FROM roster_in r JOIN event e USING (n) JOIN (SELECT n, time_s FROM envelope) USING (n) CROSS JOIN scope
WHERE CASE scope WHEN 'own' THEN in_time(open, time_ms) ELSE org_open <= eve() END
QUALIFY row_number() OVER (PARTITION BY scope, agent, r.date ORDER BY ms DESC, n DESC) = 1;

CREATE TABLE said_end AS
SELECT scope, agent, n, floor(time_s * 1000) AS ms, separation, notice_date, last_day
FROM separation_in JOIN event USING (n) JOIN (SELECT n, time_s FROM envelope) USING (n) CROSS JOIN scope
WHERE CASE scope WHEN 'own' THEN in_time(open, time_ms) ELSE org_open <= eve() END;

CREATE TABLE ending AS
WITH hire AS (
    SELECT DISTINCT scope, agent, hire_date FROM said_fact
), candidate AS (
    -- The employment that was under way when notice was given, and the one on the last day.
    SELECT s.scope, s.agent, n, ms, separation, notice_date, last_day,
        max(hire_date) FILTER (hire_date < notice_date) AS by_notice,
        max(hire_date) FILTER (hire_date <= last_day) AS by_last
    FROM said_end s LEFT JOIN hire h ON h.scope = s.scope AND h.agent = s.agent
    GROUP BY s.scope, s.agent, n, ms, separation, notice_date, last_day
), firm AS (
    SELECT scope, agent, by_last AS hire_date, separation, last_day FROM candidate WHERE by_notice = by_last
    QUALIFY row_number() OVER (PARTITION BY scope, agent, by_last ORDER BY ms DESC, n DESC) = 1
), about AS (
    -- Where both differ: the former, unless it was over before the notice.
    SELECT c.*, CASE
        WHEN by_notice IS NULL OR f.separation <> 'withdrawn' AND f.last_day < c.notice_date THEN by_last
        ELSE by_notice END AS hire_date
    FROM candidate c LEFT JOIN firm f ON f.scope = c.scope AND f.agent = c.agent AND f.hire_date = by_notice
), latest AS (
    SELECT * FROM about
    QUALIFY row_number() OVER (PARTITION BY scope, agent, hire_date ORDER BY ms DESC, n DESC) = 1
), step AS (
    SELECT scope, agent, hire_date, effective, ms, content,
        lag(content) OVER (PARTITION BY scope, agent, hire_date ORDER BY effective) AS before
    FROM said_fact
)
-- It goes on with a fact after the last day, or one of that day that says something new; who resigned or was dismissed, by none
-- that had been recorded before.
SELECT l.scope, l.agent, l.hire_date, separation, notice_date, last_day, min(effective) AS goes_on
FROM latest l LEFT JOIN step f ON f.scope = l.scope AND f.agent = l.agent AND f.hire_date = l.hire_date
    AND (effective > last_day OR effective = last_day AND content <> before)
    AND (separation NOT IN ('voluntary', 'dismissal') OR f.ms >= l.ms)
WHERE separation <> 'withdrawn'
GROUP BY l.scope, l.agent, l.hire_date, separation, notice_date, last_day;

CREATE TABLE fact AS SELECT * EXCLUDE (scope, ms, content) FROM said_fact WHERE scope = 'own' AND effective <= as_of();

CREATE TABLE separated AS SELECT * EXCLUDE (scope) FROM ending WHERE scope = 'own';

-- Agents that are active on the day, with the first day that counts for them.
CREATE TABLE active AS
WITH person AS (
    SELECT agent FROM fact UNION SELECT agent FROM separated UNION SELECT agent FROM accepted
), placed AS (
    SELECT agent, max(effective) AS placed_on, max_by(hire_date, effective) AS hire_date
    FROM person LEFT JOIN fact USING (agent) GROUP BY agent
), begun AS (
    -- The first fact of the present employment, and whether another came before it.
    SELECT p.agent, min(effective) FILTER (f.hire_date = p.hire_date) AS begun_on, min(effective) AS first_on
    FROM placed p JOIN fact f USING (agent) GROUP BY p.agent
), ended AS (
    SELECT p.agent, placed_on,
        coalesce(bool_or(last_day < as_of() AND coalesce(goes_on > as_of(), true)
            AND (placed_on IS NULL OR s.hire_date = p.hire_date)), false) AS gone,
        -- The present employment began with its hire date, after every other that had ended before its first fact.
        greatest(any_value(CASE WHEN first_on < begun_on THEN least(begun_on, p.hire_date) END),
            max(last_day) FILTER (goes_on IS NULL AND s.hire_date IS DISTINCT FROM p.hire_date
                AND last_day < begun_on) + 1) AS rehired
    FROM placed p LEFT JOIN begun USING (agent) LEFT JOIN separated s ON s.agent = p.agent
    GROUP BY p.agent, placed_on
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

CREATE TABLE shift AS
WITH one AS (
SELECT n, agent, date, age, key, start_s, end_s, local_start, end_s - start_s AS scheduled_s,
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
    -- Nobody is busy for longer than at work.
    CASE WHEN worked THEN least(round(occupied_min * 60), actual_end_s - actual_start_s) END AS occupied_s
FROM shift_in JOIN record USING (n, date)
), half AS (
    -- What a roster splits at midnight belongs to the working day on which it begins.
    SELECT s.n, max(p.date) AS begun
    FROM one s JOIN one p ON p.agent = s.agent AND p.date < s.date AND s.start_s - p.end_s BETWEEN 0 AND 900
    WHERE s.scheduled AND p.scheduled GROUP BY s.n
)
SELECT one.* EXCLUDE (n), coalesce(begun, date) AS work_date, as_of() - coalesce(begun, date) AS work_age
FROM one LEFT JOIN half USING (n);

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

-- Days at work ---------------------------------------------------------------------------------------------------

CREATE TABLE recorded AS
SELECT DISTINCT agent, age FROM (
    SELECT agent, age FROM shift UNION ALL SELECT agent, age FROM request UNION ALL SELECT agent, age FROM evaluation
    UNION ALL SELECT agent, age FROM coaching UNION ALL SELECT agent, age FROM ticket
    UNION ALL SELECT agent, age FROM reopened UNION ALL SELECT agent, age FROM answer);

-- The days since the first record that counts: leave, gaps in the data and days before hire are no days at work.
CREATE TABLE day AS
WITH span AS (
    SELECT agent, max(age) AS oldest FROM recorded GROUP BY agent
), hired AS (
    SELECT agent, as_of() - max_by(hire_date, effective) AS tenure FROM fact GROUP BY agent
), rota AS (
    SELECT agent, age, bool_or(scheduled) AS scheduled FROM shift GROUP BY agent, age
), grid AS (
    SELECT agent, unnest(range(0, oldest + 1)) AS age FROM span
), noted AS (
    SELECT g.agent, g.age, g.age <= CASE WHEN tenure >= 0 THEN tenure ELSE 89 END AS known,
        r.agent IS NOT NULL AS has_record, s.agent IS NOT NULL AS has_shift,
        CASE WHEN s.scheduled THEN false WHEN s.agent IS NOT NULL THEN true WHEN t.agent IS NOT NULL THEN false END AS begins_leave
    FROM grid g LEFT JOIN hired USING (agent) LEFT JOIN recorded r ON r.agent = g.agent AND r.age = g.age
        LEFT JOIN rota s ON s.agent = g.agent AND s.age = g.age
        LEFT JOIN (SELECT DISTINCT agent, age FROM ticket) t ON t.agent = g.agent AND t.age = g.age
), run AS (
    -- Equal within a run of days with, or without, a record or a shift.
    SELECT *,
        coalesce(last_value(begins_leave IGNORE NULLS) OVER (PARTITION BY agent ORDER BY age DESC), false) AS on_leave,
        age - row_number() OVER (PARTITION BY agent, known, has_record ORDER BY age) AS record_run,
        age - row_number() OVER (PARTITION BY agent, known, has_shift ORDER BY age) AS shift_run
    FROM noted
), counted AS (
    SELECT agent, age, on_leave, known, has_record, has_shift,
        known AND (has_record OR count(*) OVER (PARTITION BY agent, known, has_record, record_run) < 7) AS is_recorded,
        known AND (has_shift OR count(*) OVER (PARTITION BY agent, known, has_shift, shift_run) < 7) AS rostered
    FROM run
)
SELECT agent, age, on_leave, rostered, known, has_record, has_shift, is_recorded AND NOT on_leave AS at_work,
    -- Days at work after this one.
    coalesce(sum((is_recorded AND NOT on_leave)::INTEGER) OVER (
        PARTITION BY agent ORDER BY age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS work_since
FROM counted;

CREATE TABLE agent AS
SELECT agent, rehired, count(*) FILTER (at_work) AS history_days
FROM active LEFT JOIN day USING (agent) GROUP BY agent, rehired;
